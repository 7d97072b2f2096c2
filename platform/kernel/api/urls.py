"""The API under /api/v1/, gathered from every package's api/urls.py, and the pages of tokens."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import SimpleRouter

from kernel.api.schema import SchemaView
from kernel.api.viewsets import nothing_here
from kernel.registry import parts

VERSION = "v1"


def gathered() -> list[URLPattern | URLResolver | Any]:
    """Every package's `routes` as /api/v1/<slug>/<name>/."""
    found: list[Any] = []
    for manifest, module in parts("api.urls"):
        router = SimpleRouter()
        for name, endpoint in module.routes:
            router.register(name, endpoint, basename=f"{manifest.label}-{name}")
        found.append(path(f"{VERSION}/{manifest.slug.replace('_', '-')}/", include(router.urls)))
    return found


urlpatterns = [
    *gathered(),
    path(f"{VERSION}/schema/", SchemaView.as_view(), name="schema"),
    re_path(rf"^{VERSION}/.*$", nothing_here, name="nothing"),
]
console_urlpatterns = urlpatterns
