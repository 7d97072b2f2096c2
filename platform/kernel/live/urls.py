"""The addresses of the live stream within the application: only the one that gives tokens."""

from django.urls import path

from kernel.live import views

urlpatterns = [path("token/", views.token, name="token")]
console_urlpatterns = urlpatterns
