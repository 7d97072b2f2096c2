"""The addresses of the links."""

from django.urls import path

from kernel.links import views

urlpatterns = [
    path("<uuid:key>/removal/", views.removal, name="removal"),
    path("<str:kind>/<uuid:key>/", views.linked, name="linked"),
]
