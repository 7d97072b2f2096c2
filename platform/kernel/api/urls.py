"""The API under /api/v1/, gathered from every package's api/urls.py."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import SimpleRouter

from kernel.api.schema import SchemaView
from kernel.api.viewsets import Single, nothing_here
from kernel.registry import parts

VERSION = "v1"
_SINGLE = {"get": "show", "put": "replace", "patch": "change", "post": "create"}


def gathered(attribute: str) -> list[URLPattern | URLResolver | Any]:
    """Every package's list of this name in api/urls.py as /api/v1/<slug>/<name>/."""
    found: list[Any] = []
    for manifest, module in parts("api.urls"):
        router, singles = SimpleRouter(), []
        for name, endpoint in getattr(module, attribute, ()):
            base = f"{manifest.label}-{name}"
            if issubclass(endpoint, Single):
                does = {method: act for method, act in _SINGLE.items() if hasattr(endpoint, act)}
                singles.append(path(f"{name}/", endpoint.as_view(does, basename=base, detail=True), name=base))
            else:
                router.register(name, endpoint, basename=base)
        if router.registry or singles:
            mount = f"{VERSION}/{manifest.slug.replace('_', '-')}/"
            found.append(path(mount, include([*singles, *router.urls])))
    return found


_LAST = [
    path(f"{VERSION}/schema/", SchemaView.as_view(), name="schema"),
    re_path(rf"^{VERSION}/.*$", nothing_here, name="nothing"),
]
urlpatterns = [*gathered("routes"), *_LAST]
#: What packages have on the console too: those whose tables stand in the public schema.
console_urlpatterns = [*gathered("console_routes"), *_LAST]
