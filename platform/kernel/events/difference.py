"""What changed, line by line, for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Line:
    """One field before and after. `change` is "added", "removed", "changed" or "same"."""

    name: str
    before: str
    after: str
    change: str


def lines(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, subject_kind: str = "") -> list[Line]:
    """The fields of two states, those that changed first; nested values as indented paths ("address.city").

    With `subject_kind` ("organization.unit") fields are called as that noun calls them in the language in hand.
    """
    old, new = _flat(before), _flat(after)
    found = []
    for name in [*old, *(name for name in new if name not in old)]:
        was, now = old.get(name, ""), new.get(name, "")
        if name not in old:
            change = "added" if before is not None else "same" if after is None else "added"
        elif name not in new:
            change = "removed"
        else:
            change = "same" if was == now else "changed"
        found.append(Line(called(name, subject_kind), was, now, change))
    return sorted(found, key=lambda line: line.change == "same")


def called(name: str, subject_kind: str) -> str:
    """What people call a field of a noun; its own name where the noun has no such field or is gone."""
    try:
        field = apps.get_model(subject_kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
    return capfirst(str(getattr(field, "verbose_name", name)))


def text(value: Any) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, list):
        return ", ".join(text(inner) for inner in value)
    return str(value)


def _flat(state: Mapping[str, Any] | None, prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in (state or {}).items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = text(value)
    return found
