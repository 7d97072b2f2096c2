"""Uploads as resources: begun, asked about, given more addresses, finished, given up. JSON in and out."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.files import queries, signing
from kernel.files.actions import abort_upload, complete_upload, start_upload
from kernel.files.keeping import sizes
from kernel.files.models import File
from kernel.files.verdicts import REFUSALS, StoreDown
from kernel.policies import Invalid
from kernel.web.access import actor_of, signed_in
from kernel.web.answers import error

View = Callable[..., HttpResponse]


def store_may_be_down(view: View) -> View:
    """Say so when the store does not answer, instead of a fault."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except StoreDown as down:
            return error(request, 503, down.words)

    return run


@signed_in
@require_http_methods(["POST"])
@store_may_be_down
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin: {purpose, name, size, type, sha256} → the upload with the addresses of its first parts."""
    given = _body(request)
    actor = actor_of(request)
    file = start_upload(
        _text(given, "purpose"),
        by=actor,
        name=_text(given, "name"),
        size=_number(given, "size"),
        declared_type=_text(given, "type"),
        checksum=_text(given, "sha256"),
    )
    return JsonResponse(described(file) | {"parts": _addresses(signing.addresses(file, for_=actor))}, status=201)


@signed_in
@require_http_methods(["GET", "DELETE"])
@store_may_be_down
def upload(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far it is (GET: `arrived` are the parts that the store has), or give it up (DELETE)."""
    actor = actor_of(request)
    file = queries.upload(id, for_=actor)
    if request.method == "DELETE":
        abort_upload(file, by=actor)
        return HttpResponse(status=204)
    return JsonResponse(described(file) | {"arrived": signing.arrived(file, for_=actor)})


@signed_in
@require_http_methods(["POST"])
@store_may_be_down
def parts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Fresh addresses for parts: {numbers: [3, 4]}; they live five minutes."""
    actor = actor_of(request)
    file = queries.upload(id, for_=actor)
    numbers = _body(request).get("numbers", [])
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        raise Invalid({"numbers": [_("A list of whole numbers is needed.")]})
    return JsonResponse({"parts": _addresses(signing.addresses(file, numbers or None, for_=actor))})


@signed_in
@require_http_methods(["POST"])
@store_may_be_down
def completion(request: HttpRequest, id: UUID) -> HttpResponse:
    """Finish: the file with its chip, or 422 with the reason for which its content was refused."""
    actor = actor_of(request)
    file = complete_upload(queries.upload(id, for_=actor), by=actor)
    if file.refused_for:
        words = str(REFUSALS[file.refused_for])
        body = {"error": {"code": "invalid", "message": words, "fields": {"": [words]}, "reason": file.refused_for}}
        # The refusal itself is kept, with its fact: this is no answer of a fault.
        return JsonResponse(body, status=422)
    chip = render_to_string("files/chip.html", {"file": file, "removable": True}, request)
    return JsonResponse(described(file) | {"chip": chip})


def described(file: File) -> dict[str, Any]:
    """What a program is told about an upload."""
    return {
        "id": str(file.pk),
        "state": file.state,
        "name": file.name,
        "size": file.size,
        "type": file.detected_type,
        "part_size": file.part_size,
        "part_count": len(sizes(file)) if file.upload else 0,
        "state_url": f"/files/uploads/{file.pk}/",
    }


def _addresses(found: list[signing.Address]) -> list[dict[str, Any]]:
    return [
        {"number": address.number, "url": address.url, "size": address.size, "headers": address.headers}
        for address in found
    ]


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Invalid(_("JSON with an object in it is needed."))
    return given


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or "\x00" in value:
        raise Invalid({name: [_("A text is needed.")]})
    return value


def _number(given: dict[str, Any], name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid({name: [_("A whole number is needed.")]})
    return value
