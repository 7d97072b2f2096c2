"""Filters of a list: each knows its names in the address, its control, and what it leaves of the rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.web.fields import PickerWidget, Resolver

Given = Mapping[str, list[str]]
Rows = QuerySet[Any]
#: Days beyond these are taken for these: at the ends of time no day follows, and no zone fits.
FIRST, LAST = date(1000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, eq=False)
class Filter(ABC):
    """A filter by its name in the address. `narrow` is fn(rows, text) -> rows; by default `field` equals the text.
    Who `may` not be offered it has no control for it."""

    key: str
    title: Any
    field: str = ""
    narrow: Callable[[Rows, str], Rows] | None = None
    may: Callable[[Actor], bool] = lambda actor: True

    @property
    def names(self) -> tuple[str, ...]:
        """What it reads from the address."""
        return (self.key,)

    def apply(self, rows: Rows, given: Given) -> Rows:
        """The rows that it leaves; all of them when nothing, or nonsense, is given."""
        text = _one(given, self.key)
        if not text or "\x00" in text:
            return rows
        return self.narrow(rows, text) if self.narrow else rows.filter(Q(**{self._lookup: text}))

    @abstractmethod
    def control(self, given: Given) -> SafeString:
        """Its place in the row of filters."""

    @property
    def _lookup(self) -> str:
        return self.field or self.key


@dataclass(frozen=True, eq=False)
class Text(Filter):
    """A few letters that a field contains."""

    def control(self, given: Given) -> SafeString:
        value = _one(given, self.key)
        return format_html(
            '<input type="text" name="{}" value="{}" placeholder="{}" aria-label="{}"{}>',
            self.key, value, self.title, self.title, _set(value),
        )  # fmt: skip

    @property
    def _lookup(self) -> str:
        return f"{self.field or self.key}__icontains"


@dataclass(frozen=True, eq=False)
class Choice(Filter):
    """One of several values: pairs (value, label), or a function of no arguments that asks for them when it is drawn
    and leaves nonsense to `narrow`; it may answer groups, pairs (title, pairs). With fewer than two values there is
    nothing to choose, and nothing is drawn."""

    choices: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[Any, Any]]] = ()

    def apply(self, rows: Rows, given: Given) -> Rows:
        if callable(self.choices):
            return super().apply(rows, given)
        known = {str(value) for value, _label in self.choices}
        return super().apply(rows, given) if _one(given, self.key) in known else rows

    def control(self, given: Given) -> SafeString:
        value = _one(given, self.key)
        pairs = list(self.choices() if callable(self.choices) else self.choices)
        if len(pairs) < 2 and not value:
            return SafeString("")
        return format_html(
            '<select name="{}" aria-label="{}"{}><option value="">{}</option>{}</select>',
            self.key, self.title, _set(value), self.title, _options(pairs, value),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tabbed(Choice):
    """A choice that the list's own views make as tabs; `default` holds where the address names none."""

    default: str = ""

    def apply(self, rows: Rows, given: Given) -> Rows:
        return super().apply(rows, given if _one(given, self.key) else {self.key: [self.default]})

    def control(self, given: Given) -> SafeString:
        value = _one(given, self.key)
        return format_html('<input type="hidden" name="{}" value="{}">', self.key, value) if value else SafeString("")


@dataclass(frozen=True, eq=False)
class Linked(Filter):
    """A value that only a link sets, such as "what this person did"; it is shown while it holds and can be taken away.
    `named` gives the words for it, None for a value that there is none for: then it is no filter."""

    named: Callable[[str], Any] = lambda text: text

    def control(self, given: Given) -> SafeString:
        value = _one(given, self.key)
        words = self.named(value) if value else None
        if words is None:
            return SafeString("")
        return format_html(
            '<label class="filter filter-linked" data-set><input type="checkbox" name="{}" value="{}" checked>{}</label>',
            self.key, value, words,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Dates(Filter):
    """From a day to a day, both included, in the current time zone."""

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def apply(self, rows: Rows, given: Given) -> Rows:
        start, end = self.days(given)
        is_moment = isinstance(rows.model._meta.get_field(self._lookup.split("__")[0]), DateTimeField)
        if start:
            rows = rows.filter(**{f"{self._lookup}__gte": _midnight(start) if is_moment else start})
        if end:
            after = end + timedelta(days=1)
            rows = rows.filter(**{f"{self._lookup}__lt": _midnight(after) if is_moment else after})
        return rows

    def days(self, given: Given) -> tuple[date | None, date | None]:
        """The first and the last day that are asked for; None where none is, or nonsense."""
        first, last = self.names
        return _day(_one(given, first)), _day(_one(given, last))

    def control(self, given: Given) -> SafeString:
        first, last = self.names
        return format_html(
            '<span class="filter" role="group" aria-label="{}">{} <input type="date" name="{}" value="{}" aria-label="{}"{}>'
            ' – <input type="date" name="{}" value="{}" aria-label="{}"{}></span>',
            self.title, self.title,
            first, _one(given, first), _("{title}, from").format(title=self.title), _set(_one(given, first)),
            last, _one(given, last), _("{title}, to").format(title=self.title), _set(_one(given, last)),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Picked(Filter):
    """A person, department, post, group or level, chosen by the picker. `resolve` gives the labels of ids."""

    kind: str = "person"
    resolve: Resolver = dict.fromkeys  # type: ignore[assignment]

    def apply(self, rows: Rows, given: Given) -> Rows:
        try:
            UUID(_one(given, self.key))
        except ValueError:
            return rows
        return super().apply(rows, given)

    def control(self, given: Given) -> SafeString:
        widget = PickerWidget(self.kind)
        widget.labels = self.resolve
        drawn = widget.render(self.key, _one(given, self.key), {"id": f"filter-{self.key}"})
        return format_html('<span class="filter">{}{}</span>', self.title, drawn)


def _one(given: Given, name: str) -> str:
    return next((text.strip() for text in given.get(name, []) if text.strip()), "")


def _set(value: str) -> SafeString:
    return SafeString(" data-set") if value else SafeString("")


def _options(pairs: Sequence[tuple[Any, Any]], value: str) -> SafeString:
    """Options, those of a group under its title."""
    return format_html_join("", "{}", ((_option(key, label, value),) for key, label in pairs))


def _option(key: Any, label: Any, value: str) -> SafeString:
    if isinstance(label, (list, tuple)):
        return format_html('<optgroup label="{}">{}</optgroup>', key, _options(label, value))
    return format_html('<option value="{}"{}>{}</option>', key, _selected(str(key) == value), label)


def _selected(on: bool) -> SafeString:
    return SafeString(" selected") if on else SafeString("")


def _day(text: str) -> date | None:
    try:
        return min(max(date.fromisoformat(text), FIRST), LAST)
    except ValueError:
        return None


def _midnight(of: date) -> datetime:
    return timezone.make_aware(datetime.combine(of, time.min))
