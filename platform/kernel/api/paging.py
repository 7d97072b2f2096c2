"""Keyset pages: {"items", "next", "previous"}; no totals, no offsets, the same cost on every page.

A cursor holds the order and the values of the row it stands at, signed for one tenant: rows that tie
in the first column are told apart by the next, so that a walk meets every row once, however many tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import Field, Q
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from kernel.events.facts import plain
from kernel.policies import Invalid
from kernel.scope import current

SIZE = 50
LARGEST = 200


class KeysetPagination(BasePagination):
    """Pages over the view's own unique `ordering` (by default the newest first); `limit` rows each, at most 200."""

    def __init__(self) -> None:
        self._following: str | None = None
        self._preceding: str | None = None

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        """The rows of the page asked for. Raises Invalid for a limit or cursor that is none."""
        order = _order(view)
        size = _size(request.query_params.get("limit"))
        backwards, mark = _read(request.query_params.get("cursor"), order, queryset.model)
        walked = tuple(_turned(name) for name in order) if backwards else order
        rows = queryset.order_by(*walked)
        if mark is not None:
            rows = rows.filter(_beyond(walked, mark, queryset.model))
        found = list(rows[: size + 1])
        more, shown = len(found) > size, found[:size]
        if backwards:
            shown.reverse()
        after, before = (mark is not None, more) if backwards else (more, mark is not None)
        if shown and after:
            self._following = _link(request, False, order, shown[-1])
        if shown and before:
            self._preceding = _link(request, True, order, shown[0])
        return shown

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"items": data, "next": self._following, "previous": self._preceding})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How OpenAPI describes a page."""
        link = {"type": ["string", "null"], "format": "uri-reference"}
        return {
            "type": "object",
            "required": ["items", "next", "previous"],
            "properties": {"items": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """How OpenAPI describes `limit` and `cursor`."""
        return [
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": f"How many rows a page has, {SIZE} unless told.",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST},
            },
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where the page begins: taken from `next` or `previous` of another page.",
                "schema": {"type": "string"},
            },
        ]


class WholeList(KeysetPagination):
    """A short list that comes as one page, in the same shape."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        return list(queryset)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


def _order(view: Any) -> tuple[str, ...]:
    ordering = getattr(view, "ordering", None) or "-id"
    return (ordering,) if isinstance(ordering, str) else tuple(ordering)


def _size(text: str | None) -> int:
    if text is None:
        return SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST):
        raise Invalid({"limit": [_("A page has from 1 to %(most)d rows.") % {"most": LARGEST}]})
    return int(text)


def _signer() -> signing.Signer:
    return signing.Signer(salt=f"kernel.api.cursor:{current().key}")


def _link(request: Any, backwards: bool, order: tuple[str, ...], row: Any) -> str:
    values = [plain(_value(row, name.lstrip("-"))) for name in order]
    kept = request.query_params.copy()
    kept["cursor"] = _signer().sign_object([int(backwards), list(order), values])
    # Without a host: it is the same one, whatever the Host header says about its port.
    return f"{request.path}?{urlencode(kept, doseq=True)}"


def _read(text: str | None, order: tuple[str, ...], model: Any) -> tuple[bool, list[Any] | None]:
    if text is None:
        return False, None
    try:
        backwards, told, values = _signer().unsign_object(text)
        if tuple(told) != order:
            raise ValueError(text)
        return bool(backwards), [
            _field(model, name).to_python(value) for name, value in zip(order, values, strict=True)
        ]
    # What is no base64 or no JSON is told by many names.
    except Exception:
        raise Invalid({"cursor": [_("This cursor belongs to another list. Begin with the first page.")]}) from None


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], mark: Sequence[Any], model: Any) -> Q:
    """Rows that come after the mark: later in the first column, or equal there and later in the next, and so on."""
    found, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, mark, strict=True):
        field = name.lstrip("-")
        found |= equal & _later(field, value, descending=name.startswith("-"), nullable=_field(model, field).null)
        equal &= Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})
    return found


def _later(field: str, value: Any, *, descending: bool, nullable: bool) -> Q:
    # As PostgreSQL sorts: empty values last when rising, first when falling.
    if value is None:
        return Q(**{f"{field}__isnull": False}) if descending else Q(pk__in=[])
    later = Q(**{f"{field}__{'lt' if descending else 'gt'}": value})
    return later | Q(**{f"{field}__isnull": True}) if nullable and not descending else later


def _field(model: Any, name: str) -> Field[Any, Any]:
    found: Any = None
    for part in name.lstrip("-").split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = found.related_model
    return found  # type: ignore[no-any-return]


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part) if row is not None else None
    return row.pk if hasattr(row, "pk") else row
