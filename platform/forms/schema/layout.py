"""Views: the rows and cells of each presentation, read or derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from forms.schema.faults import SchemaFault
from forms.schema.model import GRID, VIEWS, Cell, Field, View

_PAPERS: Final = ("A4", "A5", "A3")
_LABELS: Final = ("top", "left", "none")
_MOST_ROWS: Final = 500
#: What needs the whole width when nobody has laid it out.
_WIDE: Final = frozenset(
    {"longtext", "richtext", "table", "file", "image", "opinion", "description", "divider", "address"}
)


def read_views(raw: Any, fields: Mapping[str, Field], faults: list[SchemaFault]) -> dict[str, View]:
    """The views that are drawn. A field stands at most once in each."""
    if not isinstance(raw, Mapping):
        faults.append(SchemaFault("bad-views", "views"))
        return {}
    found = {}
    for name, given in raw.items():
        if name not in VIEWS:
            faults.append(SchemaFault("unknown-view", f"views.{name}", {"name": str(name)[:40]}))
        elif not isinstance(given, Mapping) or set(given) - {"rows", "paper", "landscape"}:
            faults.append(SchemaFault("bad-view", f"views.{name}"))
        else:
            found[name] = _view(given, f"views.{name}", fields, faults)
    return found


def view_of(views: Mapping[str, View], fields: Mapping[str, Field], name: str) -> View:
    """A view, derived where it is not drawn: phone puts entry's cells one below another, all else is as entry; entry
    itself is two fields a row in their order. A field that no cell of a drawn view shows is not shown in it.
    """
    if name in views:
        return views[name]
    entry = views.get("entry") or _derived(fields)
    if name != "phone":
        return entry
    return View(tuple((Cell(cell.field, GRID, "top"),) for row in entry.rows for cell in row))


def _view(given: Mapping[str, Any], place: str, fields: Mapping[str, Field], faults: list[SchemaFault]) -> View:
    raw = given.get("rows")
    if not isinstance(raw, list) or len(raw) > _MOST_ROWS or not all(isinstance(row, list) and row for row in raw):
        faults.append(SchemaFault("bad-view", place))
        return View(())
    seen: set[str] = set()
    rows = []
    for at, row in enumerate(raw):
        cells = [_cell(one, f"{place}.rows.{at}.{number}", fields, seen, faults) for number, one in enumerate(row)]
        if sum(cell.span for cell in cells if cell) > GRID:
            faults.append(SchemaFault("row-too-wide", f"{place}.rows.{at}", {"grid": GRID}))
        rows.append(tuple(cell for cell in cells if cell))
    paper, landscape = given.get("paper", "A4"), given.get("landscape", False)
    if paper not in _PAPERS or not isinstance(landscape, bool):
        faults.append(SchemaFault("bad-view", place))
        paper, landscape = "A4", False
    return View(tuple(rows), paper, landscape)


def _cell(raw: Any, place: str, fields: Mapping[str, Field], seen: set[str], faults: list[SchemaFault]) -> Cell | None:
    good = isinstance(raw, Mapping) and set(raw) <= {"field", "span", "label"} and isinstance(raw.get("field"), str)
    if not good or type(raw.get("span", GRID)) is not int or not 0 < raw.get("span", GRID) <= GRID:
        faults.append(SchemaFault("bad-cell", place, {"grid": GRID}))
        return None
    if raw.get("label", "top") not in _LABELS:
        faults.append(SchemaFault("bad-cell", place, {"grid": GRID}))
        return None
    key = raw["field"]
    if key not in fields:
        faults.append(SchemaFault("unknown-field", place, {"key": key[:60]}))
        return None
    if key in seen:
        faults.append(SchemaFault("shown-twice", place, {"key": key}))
    seen.add(key)
    return Cell(key, raw.get("span", GRID), raw.get("label", "top"))


def _derived(fields: Mapping[str, Field]) -> View:
    rows: list[tuple[Cell, ...]] = []
    half: Cell | None = None
    for one in fields.values():
        if one.type in _WIDE:
            if half is not None:
                rows.append((half,))
                half = None
            rows.append((Cell(one.key, GRID),))
        elif half is None:
            half = Cell(one.key, GRID // 2)
        else:
            rows.append((half, Cell(one.key, GRID // 2)))
            half = None
    if half is not None:
        rows.append((half,))
    return View(tuple(rows))
