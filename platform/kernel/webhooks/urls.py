"""The addresses of the webhooks."""

from django.urls import path

from kernel.webhooks import views

urlpatterns = [
    path("", views.endpoints, name="endpoints"),
    path("new/", views.new, name="new"),
    path("<uuid:id>/", views.endpoint, name="endpoint"),
    path("<uuid:id>/edit/", views.edit, name="edit"),
    path("<uuid:id>/trial/", views.trial, name="trial"),
    path("<uuid:id>/pause/", views.pause, name="pause"),
    path("<uuid:id>/resumption/", views.resumption, name="resumption"),
    path("<uuid:id>/secret/", views.secret, name="secret"),
    path("<uuid:id>/removal/", views.removal, name="removal"),
    path("deliveries/<uuid:id>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:id>/repetition/", views.repetition, name="repetition"),
]
