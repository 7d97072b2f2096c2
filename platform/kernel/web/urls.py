"""Addresses of the shell itself; the same on every host."""

from __future__ import annotations

from django.urls import path

from kernel.web.views import exports, lists, shell

_everywhere = [
    path("language/", shell.language, name="language"),
    path("accent.css", shell.accent, name="accent"),
    path("seat/", shell.seat, name="seat"),
]
_lists = [
    path("lists/<str:key>/columns/", lists.columns, name="columns"),
    path("lists/<str:key>/views/", lists.save, name="save-view"),
    path("lists/views/<uuid:view>/removal/", lists.remove, name="remove-view"),
    path("exports/<uuid:export>/", exports.detail, name="export"),
    path("exports/<uuid:export>/content/", exports.content, name="export-content"),
]
urlpatterns = [*_everywhere, *_lists]
console_urlpatterns = [*_everywhere, *_lists]
site_urlpatterns = _everywhere
