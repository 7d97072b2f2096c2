"""Fields of forms: how one is drawn, and the picker's field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

#: From the ids that were sent to the labels of those that this actor may choose; the others are left out.
Resolver = Callable[[list[UUID]], Mapping[UUID, str]]

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def dressed(bound: Any, *, wide: bool = False) -> SafeString:
    """A bound field with its label, control, help and errors, joined for screen readers."""
    widget = bound.field.widget
    kind = (
        "group" if isinstance(widget, _GROUPS) else "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"
    )
    ids = [bound.id_for_label + suffix for suffix, on in (("_error", bound.errors), ("_help", bound.help_text)) if on]
    attributes: dict[str, Any] = {}
    if ids and kind != "group":
        attributes["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return mark_safe(  # noqa: S308 - our own template, escaped there
        render_to_string(
            "web/parts/field.html",
            {
                "bound": bound,
                "control": bound.as_widget(attrs=attributes),
                "kind": kind,
                "wide": wide or isinstance(widget, forms.Textarea),
                "describedby": " ".join(ids),
            },
        )
    )


class PickerWidget(forms.Widget):
    """Chips of what is chosen and a button that opens the picker; without a script a line of ids can still be sent."""

    template_name = "web/parts/picker.html"

    def __init__(
        self, kind: str, *, multiple: bool = False, query: str = "", attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.kind, self.multiple, self.query = kind, multiple, query
        self.labels: Callable[[list[UUID]], Mapping[UUID, str]] = lambda ids: {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        found = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [part for one in ([found] if isinstance(found, str) else found) for part in str(one).split(",") if part]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        ids = _keys(value)
        labels = self.labels(ids) if ids else {}
        context["widget"] |= {
            "kind": self.kind,
            "multiple": self.multiple,
            "query": self.query,
            "chosen": [{"id": key, "label": labels.get(key, str(key))} for key in ids],
        }
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_


class PickerField(forms.Field):
    """Chooses people, departments, posts, groups or levels by the picker.

    `resolve` is the caller's: it answers the labels of those ids that the actor may choose, so that a
    forged id is refused. `clean` gives a UUID or None; with multiple=True a list of UUIDs, in the order chosen.
    """

    default_error_messages = {"unknown": _("“%(label)s” cannot be chosen here. Choose from the list.")}

    def __init__(
        self, kind: str, *, resolve: Resolver, multiple: bool = False, query: str = "", most: int = 500, **options: Any
    ) -> None:
        options["widget"] = PickerWidget(kind, multiple=multiple, query=query)
        super().__init__(**options)
        self.resolve, self.multiple, self.most = resolve, multiple, most
        cast(PickerWidget, self.widget).labels = resolve

    def __deepcopy__(self, memo: dict[int, Any]) -> PickerField:
        copy = super().__deepcopy__(memo)
        cast(PickerWidget, copy.widget).labels = copy.resolve
        return copy

    def clean(self, value: Any) -> Any:
        try:
            ids = [UUID(str(part)) for part in value or []]
        except ValueError:
            raise forms.ValidationError(self.error_messages["unknown"], params={"label": ", ".join(value)}) from None
        if self.required and not ids:
            raise forms.ValidationError(self.error_messages["required"])
        if len(ids) > (self.most if self.multiple else 1):
            raise forms.ValidationError(
                _("That is too many; at most %(most)s can be chosen here."),
                params={"most": self.most if self.multiple else 1},
            )
        known = self.resolve(ids) if ids else {}
        for key in ids:
            if key not in known:
                raise forms.ValidationError(self.error_messages["unknown"], params={"label": str(key)})
        if self.multiple:
            return ids
        return ids[0] if ids else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _keys(initial) != _keys(data)


def _keys(value: Any) -> list[UUID]:
    if value is None or value == "":
        return []
    parts: Iterable[Any] = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    found = []
    for part in parts:
        try:
            found.append(part if isinstance(part, UUID) else UUID(str(getattr(part, "pk", part))))
        except ValueError:
            continue
    return found
