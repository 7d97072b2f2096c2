"""A list as a package declares it, once, at the top of a view's file; and the answer to a request for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID

from django.db.models import Expression, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.web.access import actor_of
from kernel.web.lists.columns import Column
from kernel.web.lists.filters import Filter
from kernel.web.pages import page

Rows = QuerySet[Any]
_KNOWN: dict[str, List] = {}


@dataclass(frozen=True)
class View:
    """A view that the list brings along: a tab with a query ("state=open&sort=-due")."""

    title: Any
    query: str = ""


@dataclass(frozen=True)
class BulkAction:
    """What can be done with the chosen rows: a POST to `url` with the ids as `chosen`."""

    title: Any
    url: Any
    danger: bool = False
    may: Callable[[Actor], bool] = lambda actor: True


@dataclass(frozen=True, eq=False)
class List:
    """A list. `key` names it for good ("organization.people"); exactly one column is the main one.

    `source` gives the rows that an actor may see; with it, a long list is exported in the background.
    `search` are lookups joined by "or" (("name__icontains", "pinyin__startswith")) or fn(rows, text) -> rows.
    `order` is the key of a sortable column, "-" in front for descending, or a field path. `unread` marks rows.
    `counts` gives numbers beside the titles of `views`, by what their query says after "=" ("" for none).
    """

    key: str
    columns: Sequence[Column]
    source: Callable[[Actor], Rows] | None = None
    filters: Sequence[Filter] = ()
    search: Sequence[str] | Callable[[Rows, str], Rows] = ()
    search_words: Any = ""
    order: str = "-pk"
    views: Sequence[View] = ()
    counts: Callable[[Actor], Mapping[str, int]] | None = None
    actions: Sequence[BulkAction] = ()
    size: int = 50
    exports: bool = True
    unread: Callable[[Any], bool] | None = None
    empty_title: Any = ""
    empty_text: Any = ""
    empty_url: Any = ""
    empty_button: Any = ""
    _by_key: dict[str, Column] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if sum(column.main for column in self.columns) != 1:
            raise ValueError(f"{self.key}: exactly one column is the main one")
        self._by_key.update({column.key: column for column in self.columns})
        if len(self._by_key) != len(self.columns):
            raise ValueError(f"{self.key}: two columns have the same key")
        if self.key in _KNOWN:
            raise ValueError(f"the list {self.key} is declared twice")
        _KNOWN[self.key] = self

    def answer(
        self,
        request: HttpRequest,
        rows: Rows | None = None,
        *,
        title: object = "",
        template: str = "web/list_page.html",
        context: Mapping[str, Any] | None = None,
    ) -> HttpResponseBase:
        """The page, its fragment, or the file (?export=csv|xlsx). `rows` start from what the actor may see;
        without them the list's `source` is asked."""
        from kernel.web.lists.exporting import export
        from kernel.web.lists.shown import Shown

        if self.exports and request.GET.get("export") in {"csv", "xlsx"}:
            return export(request, self, rows, request.GET["export"])
        rows = self.rows_for(actor_of(request)) if rows is None else rows
        return page(request, template, {"title": title, "list": Shown(self, request, rows), **(context or {})})

    def show(self, request: HttpRequest, rows: Rows) -> Any:
        """The list for a page that has more on it: {% include "web/list.html" %} with it as `list`."""
        from kernel.web.lists.shown import Shown

        return Shown(self, request, rows)

    def rows_for(self, actor: Actor) -> Rows:
        """Every row that the actor may see. Raises LookupError for a list without a source."""
        if self.source is None:
            raise LookupError(f"{self.key} has no source of rows")
        return self.source(actor)

    def narrowed(self, rows: Rows, given: Mapping[str, list[str]]) -> Rows:
        """The rows that search and filters leave."""
        for one in self.filters:
            rows = one.apply(rows, given)
        text = next((text.strip() for text in given.get("q", []) if text.strip()), "")
        if not text or "\x00" in text:
            return rows
        if callable(self.search):
            return self.search(rows, text)
        wanted = Q()
        for lookup in self.search:
            wanted |= Q(**{lookup: text})
        return rows.filter(wanted)

    def sort_of(self, asked: str) -> tuple[str, str | Expression, bool]:
        """(the sort as the address says it, field or expression, descending). Nonsense gives the list's own order."""
        for one in (asked, self.order):
            bare = one.removeprefix("-")
            column = self._by_key.get(bare)
            if column is not None and column.sort:
                return one, column.sort, one.startswith("-")
        return "", self.order.removeprefix("-"), self.order.startswith("-")

    def chosen_columns(self, keys: Sequence[str]) -> list[Column]:
        """The columns by a person's choice, in its order; the list's own without one. The main one is always there."""
        chosen = [self._by_key[key] for key in keys if key in self._by_key]
        if not chosen:
            return [column for column in self.columns if column.shown or column.main]
        main = [column for column in self.columns if column.main]
        return chosen if any(column.main for column in chosen) else main + chosen


def known(key: str) -> List:
    """The list of a key. Lists stand beside their views, so all views are loaded first. Raises NotFound."""
    if key not in _KNOWN:
        for addresses in ("tenant", "console"):
            import_module(f"kernel.config.urls_{addresses}")
    try:
        return _KNOWN[key]
    except KeyError:
        raise NotFound() from None


def chosen(request: HttpRequest) -> list[UUID]:
    """The ids of the rows that a BulkAction was asked for; nonsense is left out."""
    found = []
    for text in request.POST.getlist("chosen"):
        with suppress(ValueError):
            found.append(UUID(text))
    return found
