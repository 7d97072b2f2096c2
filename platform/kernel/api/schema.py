"""The OpenAPI document, and a page that reads it to people."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """The whole API as OpenAPI 3.1."""

    policy = "signed_in"
    module = "api"
    custom_settings: dict[str, Any] | None = None
