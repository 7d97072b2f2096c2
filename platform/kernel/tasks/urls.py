"""Addresses of background work: on the console only."""

from django.urls import path

from kernel.tasks.views import letters

console_urlpatterns = [
    path("letters/", letters.listing, name="letters"),
    path("letters/<str:letter>/revival/", letters.revival, name="revival"),
]
