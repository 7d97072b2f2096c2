"""How endpoints describe themselves: errors of the one shape everywhere, scopes in words."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class ErrorBody(serializers.Serializer[Any]):
    """What went wrong."""

    code = serializers.CharField(
        help_text="A word for programs: signed_out, refused, not_found, conflict, invalid, too_many, …"
    )
    message = serializers.CharField(help_text="A sentence for people, in the language of the request.")
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]
    request_id = serializers.CharField(help_text="Quote it when you ask for help.")


class Error(serializers.Serializer[Any]):
    """The one shape of every error."""

    error = ErrorBody()


class PolicySchema(AutoSchema):
    """Adds the answers that every endpoint may give."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        refusals = {"400", "401", "403", "404", "406", "422", "429"}
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            refusals |= {"409", "413", "415"}
        if getattr(self.view, "module", "") == "files":
            refusals.add("503")
        for code in sorted(refusals - set(found)):
            describe: Any = self._get_response_for_code
            found[code] = describe(Error, code, direction=direction)
        return found

    def get_override_parameters(self) -> Any:
        """What a list may be asked for."""
        asked = getattr(self.view, "query_class", None)
        return (
            [asked] if asked and self.method == "GET" and getattr(self.view, "action", "") in {"list", "show"} else []
        )

    def get_tags(self) -> list[str]:
        module = getattr(self.view, "module", "")
        return [module] if module else super().get_tags()


def plain_formats(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """A hook over the whole document: what is shown of an e-mail may be empty, and a time of day has no zone."""
    for component in result.get("components", {}).get("schemas", {}).values():
        for field in component.get("properties", {}).values():
            match field:
                case {"format": "email", "readOnly": True}:
                    del field["format"]
                case {"format": "time"}:
                    del field["format"]
                    field["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
    return result


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The bearer token."""

    target_class = "kernel.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "tb_…"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session of a page."""

    target_class = "kernel.api.authentication.PageSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
