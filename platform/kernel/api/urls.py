"""The API under /api/v1/, gathered from every package's api/urls.py."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import SimpleRouter

from kernel.api.schema import SchemaView
from kernel.api.viewsets import nothing_here
from kernel.registry import parts

VERSION = "v1"


def gathered(attribute: str) -> list[URLPattern | URLResolver | Any]:
    """Every package's list of this name in api/urls.py as /api/v1/<slug>/<name>/."""
    found: list[Any] = []
    for manifest, module in parts("api.urls"):
        router = SimpleRouter()
        for name, endpoint in getattr(module, attribute, ()):
            router.register(name, endpoint, basename=f"{manifest.label}-{name}")
        if router.registry:
            found.append(path(f"{VERSION}/{manifest.slug.replace('_', '-')}/", include(router.urls)))
    return found


_LAST = [
    path(f"{VERSION}/schema/", SchemaView.as_view(), name="schema"),
    re_path(rf"^{VERSION}/.*$", nothing_here, name="nothing"),
]
urlpatterns = [*gathered("routes"), *_LAST]
#: What packages have on the console too: those whose tables stand in the public schema.
console_urlpatterns = [*gathered("console_routes"), *_LAST]
