"""Keyset pages: {"items", "next", "previous"}; no totals, no offsets, the same cost on every page.

`kernel.keyset` does the walking: rows that tie in the first column are told apart by the next, so that a walk meets
every row once, however many tie. A cursor is good for its tenant and its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from kernel import keyset
from kernel.keyset import Mark, Term
from kernel.policies import Invalid

SIZE = 50
LARGEST = 200


class KeysetPagination(BasePagination):
    """Pages over the view's own unique `ordering` (by default the newest first); `limit` rows each, at most 200."""

    def __init__(self) -> None:
        self._following: str | None = None
        self._preceding: str | None = None

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        """The rows of the page asked for. Raises Invalid for a limit or cursor that is none."""
        names = _names(view)
        order = [_term(queryset, name) for name in names]
        size = _size(request.query_params.get("limit"))
        purpose = f"api:{' '.join(names)}"
        page = keyset.cut(queryset, order, _read(request.query_params.get("cursor"), order, purpose), size=size)
        self._following = _link(request, page.after, purpose)
        self._preceding = _link(request, page.before, purpose)
        return page.rows

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


def _names(view: Any) -> tuple[str, ...]:
    ordering = getattr(view, "ordering", None) or "-id"
    return (ordering,) if isinstance(ordering, str) else tuple(ordering)


def _term(rows: Any, name: str) -> Term:
    path, is_descending = name.removeprefix("-"), name.startswith("-")
    # As PostgreSQL sorts by itself: empty values last when rising, first when falling.
    return Term(path, is_descending, keyset.may_be_empty(rows, path), empty_last=not is_descending)


def _size(text: str | None) -> int:
    if text is None:
        return SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST):
        raise Invalid({"limit": [_("A page has from 1 to %(most)d rows.") % {"most": LARGEST}]})
    return int(text)


def _link(request: Any, mark: Mark | None, purpose: str) -> str | None:
    if mark is None:
        return None
    kept = request.query_params.copy()
    kept["cursor"] = keyset.write(mark, purpose=purpose)
    # Without a host: it is the same one, whatever the Host header says about its port.
    return f"{request.path}?{urlencode(kept, doseq=True)}"


def _read(text: str | None, order: Sequence[Term], purpose: str) -> Mark | None:
    try:
        if text is not None and not text:
            raise ValueError(text)
        return keyset.read(text or "", order, purpose=purpose)
    except ValueError:
        raise Invalid({"cursor": [_("This cursor belongs to another list. Begin with the first page.")]}) from None
