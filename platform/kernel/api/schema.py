"""The OpenAPI document of the host that is asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """The whole API as OpenAPI 3.1."""

    policy = "signed_in"
    module = "api"
    custom_settings: dict[str, Any] | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Not the installation's default one: each kind of host has addresses of its own.
        self.urlconf = getattr(request, "urlconf", None)
