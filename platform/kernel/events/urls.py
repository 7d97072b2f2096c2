"""Addresses of the audit log: the same in a tenant and, for the vendor's own log, on the console."""

from django.urls import path

from kernel.events.views import deliveries, log

urlpatterns = [
    path("", log.index, name="log"),
    path("<uuid:pk>/", log.detail, name="event"),
    path("verification/", log.verification, name="verification"),
    path("failures/", deliveries.dead, name="dead"),
    path("failures/retry/", deliveries.retry_chosen, name="retry-chosen"),
    path("failures/<uuid:pk>/retry/", deliveries.retry, name="retry"),
]
console_urlpatterns = urlpatterns
