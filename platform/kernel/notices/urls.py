"""The addresses of the notices, on tenants' hosts and on the console."""

from django.urls import path

from kernel.notices import views

urlpatterns = [
    path("", views.listing, name="list"),
    path("recent/", views.recent, name="recent"),
    path("count/", views.count, name="count"),
    path("reading/", views.reading_all, name="read-all"),
    path("<uuid:id>/reading/", views.reading, name="read"),
    path("settings/", views.settings, name="settings"),
    path("browsers/", views.browsers, name="browsers"),
    path("browsers/<uuid:id>/removal/", views.browser_removal, name="remove-browser"),
    path("sw.js", views.service_worker, name="service-worker"),
]
console_urlpatterns = urlpatterns
