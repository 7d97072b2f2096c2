"""Where the guide stands: /guide/ on a tenant's host."""

from django.urls import path

from organization.guide import views

urlpatterns = [
    path("", views.home, name="home"),
    path("dismissal/", views.dismissal, name="dismissal"),
    path("resumption/", views.resumption, name="resumption"),
    path("steps/<str:step>/", views.mark, name="mark"),
]
