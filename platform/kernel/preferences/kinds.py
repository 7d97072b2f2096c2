"""Kinds of settings: what a value may be, how it is written into JSON, and how people type and read it.

A kind turns what was typed into a value (`parse`, raises Invalid), a value into JSON and back
(`dump`, `load`), a value into what a form shows (`fill`) and into a sentence's word (`show`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.policies import Invalid

T = TypeVar("T")


class Kind(ABC, Generic[T]):
    """One kind of value. `widget` names the part of the form that edits it."""

    widget: str = "text"

    @abstractmethod
    def parse(self, typed: str) -> T:
        """The value of what was typed. Raises Invalid with a sentence."""

    def check(self, value: T) -> T:
        """The value itself when it may stand. Raises Invalid."""
        return self.parse(self.fill(value))

    def dump(self, value: T) -> Any:
        """A JSON form."""
        return value

    def load(self, stored: Any) -> T:
        """The value of a JSON form. Raises Invalid, ValueError or TypeError for what this kind no longer takes."""
        return self.parse(str(stored))

    def fill(self, value: T) -> str:
        """What the form's field shows."""
        return str(value)

    def show(self, value: T) -> str:
        """What a person reads."""
        return self.fill(value)


@dataclass(frozen=True)
class Switch(Kind[bool]):
    """On or off."""

    widget = "switch"

    def parse(self, typed: str) -> bool:
        if typed in {"on", "true", "True", "1"}:
            return True
        if typed in {"", "off", "false", "False", "0"}:
            return False
        raise Invalid(_("This is either on or off."))

    def fill(self, value: bool) -> str:
        return "on" if value else ""

    def show(self, value: bool) -> str:
        return _("On") if value else _("Off")


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One of several; `options` maps values to titles, in the order of showing."""

    options: Mapping[str, Any]
    widget = "choice"

    def parse(self, typed: str) -> str:
        if typed not in self.options:
            raise Invalid(_("Choose one of the options; “%(typed)s” is none of them.") % {"typed": typed})
        return typed

    def show(self, value: str) -> str:
        return str(self.options.get(value, value))


@dataclass(frozen=True)
class Text(Kind[str]):
    """A text up to `max_length` characters; `pattern` and its explanation `rule` narrow it."""

    max_length: int = 200
    multiline: bool = False
    required: bool = False
    pattern: str = ""
    rule: Any = ""

    @property
    def widget(self) -> str:  # type: ignore[override]
        """Several lines need another field."""
        return "lines" if self.multiline else "text"

    def parse(self, typed: str) -> str:
        text = typed.strip() if not self.multiline else typed.strip("\r\n ").replace("\r\n", "\n")
        if self.required and not text:
            raise Invalid(_("This cannot be empty."))
        if len(text) > self.max_length:
            raise Invalid(
                _("This may have %(most)d characters at most; it has %(number)d. Shorten it.")
                % {"most": self.max_length, "number": len(text)}
            )
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise Invalid(self.rule or _("This does not have the form that is needed."))
        return text


@dataclass(frozen=True)
class Number(Kind[Decimal]):
    """A number between two limits; whole ones by default. `unit` is what is counted."""

    least: Decimal | int | None = None
    most: Decimal | int | None = None
    places: int = 0
    unit: Any = ""
    widget = "number"

    def parse(self, typed: str) -> Decimal:
        try:
            number = Decimal(typed.strip().replace("，", "").replace(",", ""))
        except InvalidOperation:
            raise Invalid(_("“%(typed)s” is not a number.") % {"typed": typed}) from None
        if not number.is_finite() or number != round(number, self.places):
            raise Invalid(
                _("A whole number is needed.")
                if self.places == 0
                else ngettext("At most %d decimal place.", "At most %d decimal places.", self.places) % self.places
            )
        check_limits(number, self.least, self.most, self.show)
        return round(number, self.places) if self.places else Decimal(int(number))

    def dump(self, value: Decimal) -> str:
        return format(Decimal(value), "f")

    def show(self, value: Decimal) -> str:
        return f"{value:f} {self.unit}".strip()


@dataclass(frozen=True)
class Duration(Kind[timedelta]):
    """A length of time, kept in whole minutes; typed in `unit`: "minutes", "hours" or "days"."""

    least: timedelta | None = None
    most: timedelta | None = None
    unit: str = "minutes"
    widget = "duration"

    def parse(self, typed: str) -> timedelta:
        number, _space, unit = typed.strip().partition(" ")
        step = _LENGTHS.get(unit or self.unit)
        if step is None:
            raise Invalid(_("Minutes, hours or days are needed."))
        try:
            length = Decimal(number) * Decimal(step)
        except InvalidOperation:
            raise Invalid(_("“%(typed)s” is not a number.") % {"typed": number}) from None
        if not length.is_finite() or length < 0 or length > 60 * 24 * 36500:
            raise Invalid(_("This length of time is not possible."))
        if length != int(length):
            raise Invalid(_("The shortest step is one minute."))
        value = timedelta(minutes=int(length))
        check_limits(value, self.least, self.most, self.show)
        return value

    def dump(self, value: timedelta) -> int:
        return value // timedelta(minutes=1)

    def load(self, stored: Any) -> timedelta:
        return self.parse(f"{int(stored)} minutes")

    def fill(self, value: timedelta) -> str:
        number, unit = self.parts(value)
        return f"{number} {unit}"

    def parts(self, value: timedelta) -> tuple[int, str]:
        """A number and its largest whole unit."""
        minutes = value // timedelta(minutes=1)
        for unit in ("days", "hours"):
            if minutes and minutes % _LENGTHS[unit] == 0:
                return minutes // _LENGTHS[unit], unit
        return minutes, "minutes"

    def show(self, value: timedelta) -> str:
        number, unit = self.parts(value)
        match unit:
            case "days":
                return ngettext("%d day", "%d days", number) % number
            case "hours":
                return ngettext("%d hour", "%d hours", number) % number
            case _:
                return ngettext("%d minute", "%d minutes", number) % number


_LENGTHS = {"minutes": 1, "hours": 60, "days": 24 * 60}


@dataclass(frozen=True)
class Size(Kind[int]):
    """An amount of storage in bytes; zero means without limit when `unlimited` is true."""

    least: int = 0
    most: int | None = None
    unlimited: bool = False
    widget = "size"

    def parse(self, typed: str) -> int:
        number, _space, unit = typed.strip().partition(" ")
        step = _SIZES.get((unit or "B").upper())
        if step is None:
            raise Invalid(_("Megabytes, gigabytes or terabytes are needed."))
        try:
            amount = Decimal(number) * step
        except InvalidOperation:
            raise Invalid(_("“%(typed)s” is not a number.") % {"typed": number}) from None
        if not amount.is_finite() or amount < 0 or amount > 1024**6:
            raise Invalid(_("This amount is not possible."))
        if amount == 0 and self.unlimited:
            return 0
        check_limits(int(amount), self.least or None, self.most, self.show)
        return int(amount)

    def dump(self, value: int) -> int:
        return value

    def fill(self, value: int) -> str:
        number, unit = self.parts(value)
        return f"{number} {unit}"

    def parts(self, value: int) -> tuple[str, str]:
        """A number and its largest unit that needs no more than three decimals."""
        for unit in ("TB", "GB", "MB", "KB"):
            number = Decimal(value) / _SIZES[unit]
            if value and number >= 1 and number == round(number, 3):
                return format(number.normalize(), "f"), unit
        return str(value), "MB" if value == 0 else "B"

    def show(self, value: int) -> str:
        return _("Without limit") if value == 0 and self.unlimited else self.fill(value)


_SIZES = {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}


@dataclass(frozen=True)
class Colour(Kind[str]):
    """A colour as #rrggbb. With `on_white`, dark enough to be read on white and to carry white text (4.5 : 1)."""

    on_white: bool = True
    widget = "colour"

    def parse(self, typed: str) -> str:
        text = typed.strip().lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", text):
            raise Invalid(_("A colour is written #2557d6: six digits from 0 to 9 and a to f."))
        if self.on_white and (contrast := contrast_on_white(text)) < 4.5:
            raise Invalid(
                _(
                    "This colour is too light to be read on white (contrast %(contrast).1f, needed 4.5). Take a darker one."
                )
                % {"contrast": contrast}
            )
        return text


@dataclass(frozen=True)
class Picture(Kind[UUID | None]):
    """A picture among the files, by its id; None for none."""

    widget = "picture"

    def parse(self, typed: str) -> UUID | None:
        text = typed.strip()
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            raise Invalid(_("This is no picture of this company. Upload it again.")) from None

    def dump(self, value: UUID | None) -> str | None:
        return str(value) if value else None

    def load(self, stored: Any) -> UUID | None:
        return self.parse(str(stored or ""))

    def fill(self, value: UUID | None) -> str:
        return str(value) if value else ""

    def show(self, value: UUID | None) -> str:
        return _("Own picture") if value else _("None")


@dataclass(frozen=True, order=True)
class TimeSpan:
    """A stretch of the day in minutes after midnight; an end before the start lies on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day (0 to 1439) lies inside."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True)
class TimeSpans(Kind[tuple[TimeSpan, ...]]):
    """Stretches of the day, such as quiet hours: typed as 22:00-07:00, several parted by commas."""

    most: int = 6
    widget: str = field(default="spans", init=False)

    def parse(self, typed: str) -> tuple[TimeSpan, ...]:
        spans = []
        for part in re.split(r"[,，;；、\n]+", typed):
            if not part.strip():
                continue
            found = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})\s*", part)
            if found is None:
                raise Invalid(_("“%(part)s”: write 22:00-07:00.") % {"part": part.strip()})
            a, b, c, d = (int(number) for number in found.groups())
            start, end = a * 60 + b, c * 60 + d
            if b > 59 or d > 59 or start > 1439 or end > 1440 or start == end:
                raise Invalid(_("“%(part)s” is no stretch of a day.") % {"part": part.strip()})
            spans.append(TimeSpan(start, end))
        if len(spans) > self.most:
            raise Invalid(_("At most %(most)d stretches.") % {"most": self.most})
        return tuple(sorted(spans))

    def dump(self, value: tuple[TimeSpan, ...]) -> str:
        return self.fill(value)

    def fill(self, value: tuple[TimeSpan, ...]) -> str:
        return ", ".join(str(span) for span in value)

    def show(self, value: tuple[TimeSpan, ...]) -> str:
        return self.fill(value) or _("None")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def check_limits(value: Any, least: Any, most: Any, show: Any) -> None:
    """Raise Invalid, naming the limit, when a value lies outside."""
    if least is not None and value < least:
        raise Invalid(_("At least %(limit)s.") % {"limit": show(least)})
    if most is not None and value > most:
        raise Invalid(_("At most %(limit)s.") % {"limit": show(most)})


def contrast_on_white(colour: str) -> float:
    """The contrast ratio of #rrggbb with white (WCAG 2.2, relative luminance)."""

    def channel(digits: str) -> float:
        part = int(digits, 16) / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = channel(colour[1:3]), channel(colour[3:5]), channel(colour[5:7])
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
