"""Addresses of the shell itself; the same on every host."""

from __future__ import annotations

from django.urls import path

from kernel.web.views import shell

_everywhere = [
    path("language/", shell.language, name="language"),
    path("accent.css", shell.accent, name="accent"),
    path("seat/", shell.seat, name="seat"),
]
urlpatterns = _everywhere
console_urlpatterns = _everywhere
site_urlpatterns = _everywhere
