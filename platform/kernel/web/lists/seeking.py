"""Keyset pages: the next page begins after the values of the last row, so that page 1,000 costs what page 1 costs.

The order always ends with the primary key, so ties have an order too. Empty values stand last, in both directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Expression, F, Q, QuerySet

from kernel.scope import current

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Term:
    """A part of the order: where its value is kept on the row, its direction, and whether it may be empty."""

    name: str
    expression: Any
    is_descending: bool
    may_be_empty: bool


@dataclass(frozen=True)
class Slice:
    """The rows of a page and the cursors beside it; an empty cursor means that there is nothing there."""

    rows: list[Any]
    before: str
    after: str


def terms(rows: Rows, sort: str | Expression, *, is_descending: bool) -> list[Term]:
    """The order by a field path or an expression, ended by the primary key."""
    expression = F(sort) if isinstance(sort, str) else sort
    empty = _may_be_empty(rows, sort) if isinstance(sort, str) else True
    last = Term("_seek1", F("pk"), is_descending, False)
    if sort in {"pk", "id", rows.model._meta.pk.name}:
        return [Term("_seek0", F("pk"), is_descending, False)]
    return [Term("_seek0", expression, is_descending, empty), last]


def ordered(rows: Rows, order: Sequence[Term], *, is_backward: bool = False) -> Rows:
    """The rows in an order, or in the very opposite one."""
    rows = rows.annotate(**{term.name: term.expression for term in order})
    by: list[Any] = []
    for term in order:
        descending = term.is_descending != is_backward
        places: dict[str, Any] = {}
        if term.may_be_empty:
            places = {"nulls_first": True} if is_backward else {"nulls_last": True}
        by.append(F(term.name).desc(**places) if descending else F(term.name).asc(**places))
    return rows.order_by(*by)


def cut(rows: Rows, order: Sequence[Term], *, size: int, after: str = "", before: str = "", salt: str = "") -> Slice:
    """A page of at most `size` rows after or before a cursor; a cursor that is not ours gives the first page."""
    values = _read(after or before, len(order), salt)
    is_backward = bool(before) and not after and values is not None
    found = ordered(rows, order, is_backward=is_backward)
    if values is not None:
        found = found.filter(_beyond(order, values, is_backward=is_backward))
    page = list(found[: size + 1])
    more = len(page) > size
    page = page[:size]
    if is_backward:
        page.reverse()
    if not page:
        # What stood behind the cursor is gone: the beginning says more than an empty page.
        return Slice([], "", "") if values is None else cut(rows, order, size=size, salt=salt)
    has_before = more if is_backward else values is not None
    has_after = True if is_backward else more
    return Slice(
        page,
        _write(page[0], order, salt) if has_before else "",
        _write(page[-1], order, salt) if has_after else "",
    )


def _beyond(order: Sequence[Term], values: Sequence[Any], *, is_backward: bool) -> Q:
    found, equal = Q(pk__in=[]), Q()
    for term, value in zip(order, values, strict=True):
        further = _further(term, value, is_backward=is_backward)
        if further is not None:
            found |= equal & further
        equal &= Q(**{f"{term.name}__isnull": True}) if value is None else Q(**{term.name: value})
    first, value = order[0], values[0]
    if value is not None and not first.may_be_empty:
        # Says nothing new, but lets an index begin at the right place.
        up = first.is_descending == is_backward
        found &= Q(**{f"{first.name}__{'gte' if up else 'lte'}": value})
    return found


def _further(term: Term, value: Any, *, is_backward: bool) -> Q | None:
    if value is None:
        return Q(**{f"{term.name}__isnull": False}) if is_backward else None
    up = term.is_descending == is_backward
    further = Q(**{f"{term.name}__{'gt' if up else 'lt'}": value})
    if term.may_be_empty and not is_backward:
        further |= Q(**{f"{term.name}__isnull": True})
    return further


def _may_be_empty(rows: Rows, path: str) -> bool:
    model: Any = rows.model
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", True):
            return True
        model = getattr(field, "related_model", None) or model
    return False


def _salt(salt: str) -> str:
    return f"kernel.web.lists:{current().key}:{salt}"


def _write(row: Any, order: Sequence[Term], salt: str) -> str:
    return signing.dumps([_plain(getattr(row, term.name)) for term in order], salt=_salt(salt), compress=True)


def _read(cursor: str, count: int, salt: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = signing.loads(cursor, salt=_salt(salt))
    except signing.BadSignature:
        return None
    return values if isinstance(values, list) and len(values) == count else None


def _plain(value: Any) -> Any:
    # Microseconds must survive, or rows of the same millisecond are shown twice or never.
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    return value
