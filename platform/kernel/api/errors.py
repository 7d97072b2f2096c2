"""One shape for every error: {"error": {"code", "message", "fields", "request_id"}}."""

from __future__ import annotations

from typing import Any

import structlog
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from kernel.files.verdicts import StoreDown
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.web.answers import CODES


def shape(code: str, message: object, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The body of an error answer. `fields` maps field names to sentences ("" for the whole)."""
    return {
        "error": {
            "code": code,
            "message": str(message),
            "fields": fields or {},
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        }
    }


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: None leaves a fault to the machinery that reports it.

    An answer of refusal keeps nothing of what the view may have written before.
    """
    response = _response(error)
    if response is not None:
        # Status decides what a unit keeps; a refused request keeps nothing at all.
        response.keep_nothing = True  # type: ignore[attr-defined]
    return response


def _response(error: Exception) -> Response | None:
    match error:
        case Refused():
            return Response(shape("refused", error.words), status.HTTP_403_FORBIDDEN)
        case NotFound():
            return Response(shape("not_found", error.words), status.HTTP_404_NOT_FOUND)
        case Conflict():
            return Response(shape("conflict", error.words), status.HTTP_409_CONFLICT)
        case Invalid():
            fields = {name: [str(word) for word in words] for name, words in error.errors.items()}
            return Response(shape("invalid", _first(fields), fields), status.HTTP_422_UNPROCESSABLE_ENTITY)
        case exceptions.ValidationError():
            fields = _flat(error.detail)
            return Response(shape("invalid", _first(fields), fields), status.HTTP_422_UNPROCESSABLE_ENTITY)
        case StoreDown():
            return Response(shape("unavailable", error.words), status.HTTP_503_SERVICE_UNAVAILABLE)
        case Http404():
            return Response(shape("not_found", _("There is nothing at this address.")), status.HTTP_404_NOT_FOUND)
        case exceptions.APIException():
            headers: dict[str, str] = {}
            if (wait := getattr(error, "wait", None)) is not None:
                headers["Retry-After"] = str(max(1, int(wait)))
            if auth := getattr(error, "auth_header", None):
                headers["WWW-Authenticate"] = auth
            code = CODES.get(error.status_code, "error")
            return Response(shape(code, _words(error.detail)), error.status_code, headers=headers)
    return None


def _flat(detail: Any, name: str = "") -> dict[str, list[str]]:
    match detail:
        case dict():
            found: dict[str, list[str]] = {}
            for key, inner in detail.items():
                key = "" if key == "non_field_errors" else str(key)
                found.update(_flat(inner, f"{name}.{key}" if name and key else name or key))
            return found
        case list() if any(isinstance(inner, dict) for inner in detail):
            found = {}
            for index, inner in enumerate(detail):
                found.update(_flat(inner, f"{name}.{index}" if name else str(index)))
            return found
        case list():
            return {name: [str(inner) for inner in detail]}
        case _:
            return {name: [str(detail)]}


def _first(fields: dict[str, list[str]]) -> str:
    return next((words[0] for words in fields.values() if words), "")


def _words(detail: Any) -> str:
    return detail if isinstance(detail, str) else _first(_flat(detail))
