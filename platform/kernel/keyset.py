"""Keyset pages: a page begins after the values of the last row of the page before, so that page 1,000 costs what page 1
costs, and rows that come or go meanwhile move nobody.

The engine under the lists on the screen and the lists of the API. It knows an order, a mark in it, and how a mark
travels through an address: signed for one tenant and one purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet

from kernel.events.facts import plain
from kernel.scope import current

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Term:
    """A part of an order: a field path or an expression, its direction, whether it may be empty, and where empty
    values then stand."""

    by: Any
    is_descending: bool = False
    may_be_empty: bool = False
    empty_last: bool = True

    @property
    def expression(self) -> Any:
        """What the database sorts by."""
        return F(self.by) if isinstance(self.by, str) else self.by


@dataclass(frozen=True)
class Mark:
    """A row's place in an order: the values of its terms. Backward, it is the end of a page rather than its beginning."""

    values: list[Any]
    is_backward: bool = False


@dataclass(frozen=True)
class Slice:
    """The rows of a page in their order, and the marks of the pages beside it; None where there is nothing."""

    rows: list[Any]
    before: Mark | None
    after: Mark | None


def ordered(rows: Rows, order: Sequence[Term], *, is_backward: bool = False) -> Rows:
    """The rows in an order, or in the very opposite one. The last term must tell any two rows apart."""
    by: list[Any] = []
    for name, term in _named(order):
        descending = term.is_descending != is_backward
        places: dict[str, Any] = {}
        if term.may_be_empty:
            places = {"nulls_last": True} if term.empty_last != is_backward else {"nulls_first": True}
        by.append(F(name).desc(**places) if descending else F(name).asc(**places))
    found: Rows = rows.annotate(**{name: term.expression for name, term in _named(order)})
    return found.order_by(*by)


def cut(rows: Rows, order: Sequence[Term], mark: Mark | None, *, size: int) -> Slice:
    """A page of at most `size` rows beyond a mark, or the first one. One query. Empty where nothing is beyond it."""
    is_backward = mark is not None and mark.is_backward
    found = ordered(rows, order, is_backward=is_backward)
    if mark is not None:
        found = found.filter(_beyond(order, mark))
    page = list(found[: size + 1])
    more = len(page) > size
    page = page[:size]
    if is_backward:
        page.reverse()
    if not page:
        return Slice([], None, None)
    before, after = (more, True) if is_backward else (mark is not None, more)
    return Slice(
        page,
        Mark(_values(page[0], order), is_backward=True) if before else None,
        Mark(_values(page[-1], order)) if after else None,
    )


def may_be_empty(rows: Rows, path: str) -> bool:
    """Whether a field path may lead to nothing; what is no field (an annotation) may."""
    model: Any = rows.model
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return True
        if getattr(field, "null", True):
            return True
        model = getattr(field, "related_model", None)
    return False


def write(mark: Mark | None, *, purpose: str) -> str:
    """A mark as a cursor for an address; empty for none. It is good for this tenant and purpose only."""
    if mark is None:
        return ""
    return signing.dumps([int(mark.is_backward), plain(mark.values)], salt=_salt(purpose), compress=True)


def read(cursor: str, order: Sequence[Term], *, purpose: str) -> Mark | None:
    """The mark of a cursor, None for an empty one. Raises ValueError for what was not written here for this order."""
    if not cursor:
        return None
    try:
        is_backward, values = signing.loads(cursor, salt=_salt(purpose))
    except signing.BadSignature as raised:
        raise ValueError(cursor) from raised
    if len(values) != len(order):
        raise ValueError(cursor)
    return Mark(values, bool(is_backward))


def _named(order: Sequence[Term]) -> list[tuple[str, Term]]:
    return [(f"_seek{number}", term) for number, term in enumerate(order)]


def _values(row: Any, order: Sequence[Term]) -> list[Any]:
    return [getattr(row, name) for name, _term in _named(order)]


def _beyond(order: Sequence[Term], mark: Mark) -> Q:
    """Rows that come after the mark: later in the first term, or equal there and later in the next, and so on."""
    found, equal = Q(pk__in=[]), Q()
    for (name, term), value in zip(_named(order), mark.values, strict=True):
        further = _further(name, term, value, is_backward=mark.is_backward)
        if further is not None:
            found |= equal & further
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    first, value = order[0], mark.values[0]
    if value is not None and not (first.may_be_empty and first.empty_last != mark.is_backward):
        # Says nothing new, but lets an index begin at the right place.
        found &= Q(**{f"_seek0__{'lte' if first.is_descending != mark.is_backward else 'gte'}": value})
    return found


def _further(name: str, term: Term, value: Any, *, is_backward: bool) -> Q | None:
    """What is later by one term; None where nothing is."""
    empty_follow = term.empty_last != is_backward
    if value is None:
        return None if empty_follow else Q(**{f"{name}__isnull": False})
    further = Q(**{f"{name}__{'lt' if term.is_descending != is_backward else 'gt'}": value})
    return further | Q(**{f"{name}__isnull": True}) if term.may_be_empty and empty_follow else further


def _salt(purpose: str) -> str:
    return f"kernel.keyset:{current().key}:{purpose}"
