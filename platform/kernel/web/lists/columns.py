"""Columns of a list: what stands in a cell on the screen, and what leaves in an export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Expression
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

Kind = Literal["text", "number", "money", "date", "moment", "state", "person", "yes"]
Width = Literal["", "icon", "tiny", "short", "medium", "long", "money", "date", "state"]
_WIDTHS: dict[str, Width] = {"money": "money", "date": "date", "moment": "date", "state": "state", "number": "short"}


@dataclass(frozen=True, eq=False)
class Column:
    """A column. `value` is an attribute path ("unit.name") or fn(row); None is an empty cell.

    By kind, `value` gives: text str · number, money (Decimal) · date, moment (aware datetime) · yes bool ·
    state (label, kind) · person (id, name). `sort` is a field path or an expression; empty: not sortable.
    `main` marks the one cell that names the row and carries `url`; on a phone it is the upper line, and
    columns with phone=False are left out. `shown` False: only for those who choose it.
    `cell` draws something else on the screen; `export` gives something else to a file.
    """

    key: str
    title: Any
    value: str | Callable[[Any], Any]
    kind: Kind = "text"
    sort: str | Expression = ""
    main: bool = False
    url: Callable[[Any], str] | None = None
    width: Width = ""
    phone: bool = True
    shown: bool = True
    cell: Callable[[Any], SafeString | str] | None = None
    export: Callable[[Any], Any] | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is set right."""
        return self.kind in {"number", "money"}

    @property
    def css(self) -> str:
        """The class that gives the column its width."""
        width = self.width or _WIDTHS.get(self.kind, "")
        return f"col-{width}" if width and not self.main else ""

    def of(self, row: Any) -> Any:
        """The bare value of a row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in self.value.split("."):
            found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
            if found is None:
                return None
        return found

    def shown_for(self, row: Any) -> SafeString | str:
        """What stands in the cell."""
        from kernel.web.templatetags.ui import face, state, when

        if self.cell is not None:
            return self.cell(row)
        value = self.of(row)
        if value is None or value == "":
            return ""
        match self.kind:
            case "moment" | "date":
                return when(value)
            case "money":
                return f"{Decimal(value):,.2f}"
            case "number":
                return f"{value:,}"
            case "state":
                return state(*value)
            case "yes":
                return "✓" if value else ""
            case "person":
                return format_html(
                    '<span class="cell-two">{}<span>{}</span></span>', face(value[1], value[0], "", "small"), value[1]
                )
        return str(value)

    def exported_for(self, row: Any) -> Any:
        """What a file gets: numbers and dates as such, everything else as text."""
        if self.export is not None:
            return self.export(row)
        value = self.of(row)
        match self.kind:
            case "state":
                return str(value[0]) if value else ""
            case "person":
                return str(value[1]) if value else ""
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        if value is None or isinstance(value, (bool, int, float, Decimal, date)):
            return value
        return str(value)

    def __str__(self) -> str:
        return str(self.title)
