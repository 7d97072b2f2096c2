"""A list as one request sees it: the rows of the page, the state of its controls, the links beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.web import queries
from kernel.web.access import actor_of
from kernel.web.functions import SHARE
from kernel.web.lists.columns import Column
from kernel.web.lists.definition import BulkAction, List
from kernel.web.lists.filters import Tabbed
from kernel.web.lists.seeking import Slice, cut, terms

#: What is no part of a view: where in the list one is, and in which form it was asked for.
PASSING = {"after", "before", "export", "size"}
SIZES = (20, 50, 100, 200)


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn."""

    column: Column
    content: SafeString | str
    url: str

    @property
    def css(self) -> str:
        """Its classes: main, right-aligned, hidden on a phone."""
        is_main, ends = self.column.main, self.column.kind in {"state", "moment", "date", "money"}
        names = (
            "list-main" if is_main else "",
            "num" if self.column.is_number else "",
            "" if self.column.phone or is_main else "desk",
            "phone-end" if ends and not is_main else "",
        )
        return " ".join(filter(None, names))


@dataclass(frozen=True)
class Row:
    """A row as it is drawn."""

    id: Any
    cells: list[Cell]
    is_unread: bool

    @property
    def name(self) -> str:
        """What the main cell says, for who only hears the page."""
        return next((strip_tags(str(cell.content)) for cell in self.cells if cell.column.main), "")


@dataclass(frozen=True)
class Head:
    """A head of a column with the link that sorts by it."""

    column: Column
    url: str
    direction: str


class Shown:
    """What web/list.html draws. One query for the rows, however many; one for the views, one for the columns."""

    def __init__(self, definition: List, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.definition, self.request, self._rows = definition, request, rows
        self.actor = actor_of(request)
        self.given: dict[str, list[str]] = {
            # Browsers show no null character, and the database takes none.
            name: [text.replace("\x00", "") for text in request.GET.getlist(name)]
            for name in request.GET
        }
        self.sort, self._sort, self._descending = definition.sort_of(self._one("sort"))
        self.key = definition.key
        self.id = "list-" + definition.key.replace(".", "-")

    @cached_property
    def columns(self) -> list[Column]:
        """The columns in use."""
        return self.definition.chosen_columns(queries.columns_of(self.key, for_=self.actor))

    @cached_property
    def slice(self) -> Slice:
        """The page of rows."""
        order = terms(self._rows, self._sort, is_descending=self._descending)
        narrowed = self.definition.narrowed(self._rows, self.given)
        place = {"after": self._one("after"), "before": self._one("before")}
        return cut(narrowed, order, size=self.size, salt=f"{self.key}:{self.sort}", **place)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as they are drawn."""
        unread = self.definition.unread
        return [Row(one.pk, list(self._cells(one)), bool(unread and unread(one))) for one in self.slice.rows]

    @property
    def size(self) -> int:
        """How many rows a page has."""
        asked = self._one("size")
        return int(asked) if asked.isdecimal() and int(asked) in SIZES else self.definition.size

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        found = []
        for column in self.columns:
            is_current = self.sort.removeprefix("-") == column.key
            direction = "" if not is_current else "descending" if self._descending else "ascending"
            turned = f"-{column.key}" if direction == "ascending" else column.key
            found.append(Head(column, self.url(sort=turned) if column.sort else "", direction))
        return found

    @property
    def sort_in_address(self) -> str:
        """The order as the filters send it along; empty for the list's own."""
        return self._one("sort") and self.sort

    @cached_property
    def controls(self) -> list[SafeString]:
        """The controls of the filters."""
        return [one.control(self.given) for one in self.definition.filters if one.may(self.actor)]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is searched for or filtered."""
        return any(self._one(name) for name in self._filter_names)

    @property
    def whole_url(self) -> str:
        """This list without search and filters, on the tab where it is."""
        kept = {name: text for name in self._tab_names if (text := self._one(name))}
        return f"{self.request.path}?{urlencode(kept)}" if kept else self.request.path

    @property
    def has_search(self) -> bool:
        """Whether the list can be searched."""
        return bool(self.definition.search)

    @property
    def term(self) -> str:
        """What is searched for."""
        return self._one("q")

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """The list's own views and the saved ones."""
        here = self.query
        if not self.definition.views and not self.saved:
            return []
        own = self.definition.views or ()
        found: list[dict[str, Any]] = [] if own and not own[0].query else [{"title": _("All"), "query": ""}]
        counts = self.definition.counts(self.actor) if self.definition.counts else {}
        found += [
            {"title": view.title, "query": view.query, "count": counts.get(view.query.partition("=")[2])}
            for view in own
        ]
        found += [{"title": view.name, "query": view.query, "saved": view} for view in self.saved]
        for tab in found:
            tab["url"] = f"{self.request.path}?{tab['query']}" if tab["query"] else self.request.path
            tab["is_current"] = False
        if (current := _current(found, here)) is not None:
            current["is_current"] = True
        return found

    @cached_property
    def saved(self) -> list[Any]:
        """The saved views that the actor sees."""
        return queries.views_of(self.key, for_=self.actor)

    @property
    def current_view(self) -> Any:
        """The saved view that is on the screen and that the actor may remove, or None."""
        for tab in self.tabs:
            view = tab.get("saved")
            if tab["is_current"] and view and (view.owner == self.actor.account or self.actor.may(SHARE)):
                return view
        return None

    @property
    def may_share(self) -> bool:
        """Whether a view may be saved for everybody."""
        return self.actor.may(SHARE)

    @property
    def actions(self) -> list[BulkAction]:
        """What can be done with the chosen rows."""
        return [one for one in self.definition.actions if one.may(self.actor)]

    @property
    def all_columns(self) -> list[dict[str, Any]]:
        """Every column with whether it is in use, those in use first and in their order."""
        rest = [column for column in self.definition.columns if column not in self.columns]
        return [{"column": column, "is_shown": column in self.columns} for column in (*self.columns, *rest)]

    @property
    def query(self) -> str:
        """Filters, search and order of the page as a view keeps them."""
        return urlencode(self._kept(), doseq=True)

    @property
    def before_url(self) -> str:
        """The page before, or empty."""
        return self.url(before=self.slice.before, keep_size=True) if self.slice.before else ""

    @property
    def after_url(self) -> str:
        """The page after, or empty."""
        return self.url(after=self.slice.after, keep_size=True) if self.slice.after else ""

    @property
    def csv_url(self) -> str:
        """The whole list, as filtered, as CSV."""
        return self.url(export="csv")

    @property
    def xlsx_url(self) -> str:
        """The whole list, as filtered, as an Excel workbook."""
        return self.url(export="xlsx")

    def url(self, *, keep_size: bool = False, **changed: str) -> str:
        """This list with some of its query changed."""
        kept: dict[str, Any] = self._kept() | changed
        if keep_size and self._one("size"):
            kept["size"] = self._one("size")
        return f"{self.request.path}?{urlencode(kept, doseq=True)}"

    def _kept(self) -> dict[str, Any]:
        kept = {name: [text for text in texts if text] for name, texts in self.given.items() if name not in PASSING}
        return {name: texts for name, texts in kept.items() if texts}

    @property
    def _filter_names(self) -> list[str]:
        wanted = (one for one in self.definition.filters if not isinstance(one, Tabbed))
        return ["q", *(name for one in wanted for name in one.names)]

    @property
    def _tab_names(self) -> list[str]:
        return [one.key for one in self.definition.filters if isinstance(one, Tabbed)]

    def _one(self, name: str) -> str:
        return next((text for text in self.given.get(name, []) if text), "")

    def _cells(self, row: Any) -> Iterable[Cell]:
        for column in self.columns:
            yield Cell(column, column.shown_for(row), column.url(row) if column.url else "")


def _current(tabs: Sequence[dict[str, Any]], here: str) -> dict[str, Any] | None:
    """The tab that is exactly what is on the screen; otherwise the list's own view that has been narrowed further."""
    now = set(parse_qsl(here))
    for tab in tabs:
        if set(parse_qsl(tab["query"])) == now:
            return tab
    own = [tab for tab in tabs if "saved" not in tab and set(parse_qsl(tab["query"])) <= now]
    return max(own, key=lambda tab: len(parse_qsl(tab["query"])), default=None)
