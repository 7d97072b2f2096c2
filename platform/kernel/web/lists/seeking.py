"""Pages of a list on the screen, over `kernel.keyset`: one column and the primary key, empty values last in both
directions; a cursor that is not ours, or behind which nothing is left, shows the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression

from kernel import keyset
from kernel.keyset import Mark, Rows, Term, ordered

__all__ = ["Slice", "cut", "ordered", "terms"]


@dataclass(frozen=True)
class Slice:
    """The rows of a page and the cursors beside it; an empty cursor means that there is nothing there."""

    rows: list[Any]
    before: str
    after: str


def terms(rows: Rows, sort: str | Expression, *, is_descending: bool) -> list[Term]:
    """The order by a field path or an expression, ended by the primary key, so that ties have an order too."""
    last = Term("pk", is_descending)
    if sort in {"pk", "id", rows.model._meta.pk.name}:
        return [last]
    return [Term(sort, is_descending, not isinstance(sort, str) or keyset.may_be_empty(rows, sort)), last]


def cut(rows: Rows, order: Sequence[Term], *, size: int, after: str = "", before: str = "", salt: str = "") -> Slice:
    """A page of at most `size` rows after or before a cursor of the page beside it; `salt` names the list."""
    purpose = f"list:{salt}"
    mark = _read(after or before, order, purpose)
    page = keyset.cut(rows, order, mark, size=size)
    if not page.rows and mark is not None:
        # The beginning says more than an empty page.
        page = keyset.cut(rows, order, None, size=size)
    return Slice(page.rows, keyset.write(page.before, purpose=purpose), keyset.write(page.after, purpose=purpose))


def _read(cursor: str, order: Sequence[Term], purpose: str) -> Mark | None:
    try:
        return keyset.read(cursor, order, purpose=purpose)
    except ValueError:
        return None
