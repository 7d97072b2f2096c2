"""A form on a page: the cells of a view with their values, words and faults, for one template whatever the view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from forms import showing
from forms.company import FILE
from forms.models import Record
from forms.record import Access, Mask
from forms.schema import CompiledForm, Field, view_of
from forms.schema.values import ADDRESS
from kernel.actor import Actor
from kernel.files import queries as files
from kernel.files.forms import UploadInput
from kernel.web.fields import PickerWidget
from organization.models import Department, Level, Person, Post, Unit

_INPUTS = {
    "text": "text", "number": "text", "money": "text", "idnumber": "text", "bankcard": "text", "phone": "tel", "date": "date",
    "time": "time", "datetime": "datetime-local",
}  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLACES: dict[str, Any] = {"person": Person, "department": Department, "unit": Unit, "post": Post, "level": Level}


@dataclass
class Shown:
    """One field or cell as it is drawn."""

    field: Field
    name: str
    value: Any = None
    words: str = ""
    capitals: str = ""
    may_edit: bool = False
    is_required: bool = False
    is_hidden: bool = False
    errors: Sequence[str] = ()
    span: int = 24
    label: str = "top"
    control: SafeString | str = ""
    choices: Sequence[tuple[str, str, bool]] = ()
    parts: Sequence[tuple[str, str]] = ()
    rows: Sequence[Row] = ()
    blank: Row | None = None
    columns: Sequence[Field] = ()
    totals: Sequence[tuple[str, str]] = ()
    may_add: bool = False
    may_delete: bool = False
    links: Sequence[tuple[str, str]] = ()

    @property
    def drawn(self) -> SafeString:
        """Its control, or its value. What stands in pages by the hundred is put together here, all else by templates."""
        if not self.may_edit:
            if self.links or self.field.type == "richtext":
                return mark_safe(render_to_string("oaform/value.html", {"cell": self}))  # noqa: S308 - our own template
            kind = mark_safe(" num") if self.field.kind.feel == "number" else ""
            words = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in self.words.split("\n")))
            return format_html(
                '<output class="oaform-value{}" data-value="{}">{}</output>', kind, self.field.path, words
            )
        if self.field.type not in _INPUTS:
            return mark_safe(render_to_string("oaform/control.html", {"cell": self}))  # noqa: S308 - our own template
        value = "" if self.value is None else str(self.value)
        if self.field.type == "datetime":
            value = value[:16]
        return format_html(
            '<input type="{}" id="id_{}" name="{}" value="{}" autocomplete="off"{}>',
            _INPUTS[self.field.type], self.name, self.name, value, self._said(),
        )  # fmt: skip

    def _said(self) -> SafeString:
        """The attributes of an input that not every one has."""
        one = self.field
        found: list[tuple[str, str]] = []
        if one.kind.feel == "number":
            found += [("inputmode", "decimal"), ("class", "num")]
        if one.get("placeholder"):
            found.append(("placeholder", one.get("placeholder")))
        if self.errors:
            found += [("aria-invalid", "true"), ("aria-describedby", f"err_{self.name}")]
        if one.table or self.label == "none":
            found.append(("aria-label", one.label))
        return format_html_join("", ' {}="{}"', found)


@dataclass
class Row:
    """One row of a sub-table."""

    at: str
    key: str
    cells: Sequence[Shown] = field(default_factory=list)
    table: str = ""
    #: The buttons at its end, drawn once a table; None where nothing is changed.
    tools: SafeString | None = None

    @property
    def drawn(self) -> SafeString:
        """The row, put together here: there may be hundreds of them."""
        cells = format_html_join("", "{}", ((self._cell(cell),) for cell in self.cells))
        tools: SafeString | str = ""
        if self.tools is not None:
            tools = format_html(
                '<td class="oaform-tools"><input type="hidden" name="{}.rows" value="{}">'
                '<input type="hidden" name="{}.{}._id" value="{}">{}</td>',
                self.table, self.at, self.table, self.at, self.key, self.tools,
            )  # fmt: skip
        return format_html('<tr data-row="{}" data-at="{}">{}{}</tr>', self.key, self.at, cells, tools)

    @staticmethod
    def _cell(cell: Shown) -> SafeString:
        wrong: SafeString | str = ""
        if cell.errors:
            said = " ".join(cell.errors)
            wrong = format_html('<p class="field-error" id="err_{}">{}</p>', cell.name, said)
        hidden = mark_safe(" data-hidden") if cell.is_hidden else ""
        return format_html(
            '<td data-column="{}" data-label="{}"{}>{}{}</td>',
            cell.field.key,
            cell.field.label,
            hidden,
            cell.drawn,
            wrong,
        )


@dataclass(frozen=True)
class Drawing:
    """What a page is drawn from: the form, a record's values, who looks, under which mask, and what is wrong."""

    compiled: CompiledForm
    values: Mapping[str, Any]
    actor: Actor
    mask: Mask
    hidden: frozenset[tuple[str, str]] = frozenset()
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_editing: bool = False

    def rows(self, view: str) -> list[list[Shown]]:
        """The cells of a view, row by row; what the mask hides is not there."""
        form = self.compiled.form
        names = names_of(showing.referred(self.compiled, self.values))
        drawn = []
        for row in view_of(form.views, form.fields, view).rows:
            cells = []
            for cell in row:
                one = form.fields[cell.field]
                if self.mask.of(one) is not Access.HIDDEN:
                    shown = (
                        self._table(one, names) if one.type == "table" else self._one(one, one.key, self.values, names)
                    )
                    shown.span, shown.label = cell.span, cell.label
                    cells.append(shown)
            drawn.append(cells)
        return drawn

    def _one(
        self, one: Field, name: str, values: Mapping[str, Any], names: Mapping[str, str], row: str = "", place: str = ""
    ) -> Shown:
        value = values.get(one.key)
        access = self.mask.of(one)
        shown = Shown(
            one,
            name,
            value,
            words=showing.shown(one, value, names) if _is_kept(one, value) else "",
            capitals=showing.capitals(one, value) if _is_kept(one, value) else "",
            may_edit=self.is_editing and access >= Access.EDIT,
            is_required=access is Access.REQUIRED or self.compiled.required.get(one.path) is True,
            is_hidden=(one.path, row) in self.hidden,
            errors=self.errors.get(f"{one.path}#{place or row}" if one.table else one.path, ()),
        )
        if one.type in ("file", "image", "signature") and value:
            keys = value if isinstance(value, list) else [value]
            shown.links = [(key, names.get(key, "")) for key in keys]
        if shown.may_edit:
            self._dress(shown, names)
        return shown

    def _dress(self, shown: Shown, names: Mapping[str, str]) -> None:
        """What its control needs."""
        one, value = shown.field, shown.value
        chosen = value if isinstance(value, list) else [value]
        if one.type == "choice":
            shown.choices = [
                (option["value"], option["label"], option["value"] in chosen)
                for option in one.get("options", ())
                if not option.get("stopped") or option["value"] in chosen
            ]
        elif one.type == "cascade":
            shown.choices = [(path, label, path.split("/") == value) for path, label in _paths(one)]
        elif one.type in ("period", "address"):
            parts = ("start", "end") if one.type == "period" else ADDRESS
            shown.parts = [(part, str((value or {}).get(part) or "")) for part in parts]
        elif one.type in _PLACES:
            widget = PickerWidget(one.type, multiple=one.is_many)
            widget.labels = lambda ids: {key: names.get(str(key), "") for key in ids}
            shown.control = widget.render(shown.name, [UUID(key) for key in chosen if key], {"id": f"id_{shown.name}"})
        elif one.type in ("file", "image", "signature"):
            upload = UploadInput(FILE, by=self.actor, multiple=one.is_many)
            known = files.files(UUID(key) for key in chosen if key)
            shown.control = upload.render(shown.name, list(known.values()), {"id": f"id_{shown.name}"})

    def _table(self, table: Field, names: Mapping[str, str]) -> Shown:
        values = self.values.get(table.key) or []
        shown = self._one(table, table.key, {table.key: None}, names)
        shown.columns = [column for column in table.columns.values() if self.mask.of(column) is not Access.HIDDEN]
        shown.may_add = self.is_editing and self.mask.may_add(table)
        shown.may_delete = self.is_editing and self.mask.may_delete(table)
        shown.may_edit = self.is_editing
        tools = {
            is_new: SafeString(render_to_string("oaform/tools.html", {"table": shown, "is_new": is_new}))
            for is_new in (True, False)
        }
        shown.rows = [self._row(table, shown.columns, row, str(at), names) for at, row in enumerate(values)]
        if shown.may_add:
            shown.blank = self._row(table, shown.columns, {}, "0new", names)
        for row in (*shown.rows, *((shown.blank,) if shown.blank else ())):
            row.tools = tools[not row.key] if self.is_editing else None
        totals = (
            showing.totals(table, values)
            if all(_is_kept(c, r.get(c.key)) for r in values for c in shown.columns)
            else {}
        )
        shown.totals = (
            [(column.key, totals.get(column.key, "")) for column in shown.columns] if table.get("totals") else []
        )
        return shown

    def _row(
        self, table: Field, columns: Sequence[Field], row: Mapping[str, Any], at: str, names: Mapping[str, str]
    ) -> Row:
        key = str(row.get("_id") or "")
        cells = [
            self._one(column, f"{table.key}.{at}.{column.key}", row, names, key, key or f"@{at}") for column in columns
        ]
        return Row(at, key, cells, table.key)


def names_of(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names of what values refer to, by id: a query a kind."""
    ids: dict[str, set[UUID]] = {}
    for kind, key in wanted:
        try:
            ids.setdefault(kind, set()).add(UUID(key))
        except (ValueError, AttributeError):
            continue
    found: dict[str, str] = {}
    for kind, keys in ids.items():
        if kind in _PLACES:
            found |= {
                str(key): name for key, name in _PLACES[kind].objects.filter(pk__in=keys).values_list("pk", "name")
            }
        elif kind == "record":
            found |= {str(one.pk): str(one) for one in Record.objects.select_related("form").filter(pk__in=keys)}
        else:
            found |= {str(key): one.name for key, one in files.files(keys).items()}
    return found


def _is_kept(one: Field, value: Any) -> bool:
    """Whether a value is in the form in which values are kept; what was just typed may not be."""
    if value is None:
        return True
    if one.kind.feel == "number":
        return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
    return one.type not in ("datetime", "time", "period", "address") or _is_whole(one, value)


def _is_whole(one: Field, value: Any) -> bool:
    if one.type == "period":
        return isinstance(value, dict) and bool(value.get("start")) and bool(value.get("end"))
    return isinstance(value, dict) if one.type == "address" else isinstance(value, str)


def _paths(one: Field) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(options: Sequence[Mapping[str, Any]], keys: str, labels: str) -> None:
        for option in options:
            path = f"{keys}/{option['value']}" if keys else option["value"]
            label = f"{labels} / {option['label']}" if labels else option["label"]
            children = option.get("children")
            if (not children or one.get("anywhere")) and not option.get("stopped"):
                found.append((path, label))
            walk(children or (), path, label)

    walk(one.get("options", ()), "", "")
    return found
