"""The OpenAPI document of the host that is asked: made once for each kind of host, language and format."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.encoding import force_bytes
from django.utils.translation import get_language, get_supported_language_variant, override
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

#: The document follows from the code alone, so the memory of a process is that of its release.
_MADE: dict[tuple[str, str, str], bytes] = {}
_lock = threading.Lock()


class SchemaView(SpectacularAPIView):
    """The whole API as OpenAPI 3.1."""

    policy = "signed_in"
    module = "api"
    custom_settings: dict[str, Any] | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Not the installation's default one: each kind of host has addresses of its own.
        self.urlconf = getattr(request, "urlconf", None)

    def _get_schema_response(self, request: Request) -> HttpResponseBase:
        language = _supported(get_language() or "")
        renderer = request.accepted_renderer
        key = (str(self.urlconf), language, str(renderer.media_type))
        with _lock:
            if key not in _MADE:
                with override(language):
                    generator: Any = self.generator_class(urlconf=self.urlconf)
                    # Without the request: whoever asks first must not stand in what all others get.
                    made = generator.get_schema(public=True)
                    _MADE[key] = force_bytes(renderer.render(made, renderer.media_type, {}))
        body = _MADE[key]
        answer = HttpResponse(body, content_type=str(renderer.media_type))
        answer["Content-Disposition"] = f'inline; filename="tongban-api.{renderer.format}"'
        answer["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        answer["Cache-Control"] = "private, no-cache"
        kept: Any = get_conditional_response(request._request, etag=answer["ETag"], response=answer)
        found: HttpResponseBase = kept
        return found


def forget() -> None:
    """Forget what was made, for tests."""
    with _lock:
        _MADE.clear()


def _supported(language: str) -> str:
    # Anything may stand behind ?lang=, and each would be kept.
    try:
        return get_supported_language_variant(language)
    except LookupError:
        from django.conf import settings

        return str(settings.LANGUAGE_CODE)
