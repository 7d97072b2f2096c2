"""One evaluation: what it may still use, what moment it is, and whom it may ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol

from forms.feel.faults import Stopped
from forms.feel.grammar import LIMITS
from forms.feel.temporal import Date, DateTime

_STEPS = LIMITS["steps"]
_LOOP = LIMITS["loop"]
_TEXT = LIMITS["text"]
_CALLS = LIMITS["calls"]
_HEIGHT = LIMITS["callHeight"]
_DEPTH = LIMITS["depth"]


class Holder:
    """What has two ends that are values themselves: a range."""

    __slots__ = ()
    start: Any
    end: Any


class Organization(Protocol):
    """What our own functions ask about the company. People, departments and levels are given by their ids."""

    def workdays_between(self, start: Date, end: Date) -> int | None:
        """Working days after the first day up to and including the last; negative when the last comes first."""

    def head_of(self, department: str) -> str | None:
        """The person who leads a department, or None."""

    def compare_levels(self, one: str, other: str) -> int | None:
        """Below zero when the first level ranks lower, zero when equal, above when higher; None when unknown."""


class Run:
    """What one evaluation carries with it. Counting steps instead of time makes both implementations stop at the
    same place, on any machine.
    """

    __slots__ = ("calls", "height", "left", "now", "organization")

    def __init__(self, now: DateTime | None, organization: Organization | None) -> None:
        self.left = _STEPS
        self.calls = 0
        self.height = 0
        self.now = now
        self.organization = organization

    def spend(self, steps: int) -> None:
        """Use up steps. Raises Stopped when none are left."""
        self.left -= steps
        if self.left < 0:
            raise Stopped("steps", limit=_STEPS)

    def items(self, count: int) -> None:
        """Pay for a list of that length."""
        if count > _LOOP:
            raise Stopped("loop", limit=_LOOP)
        self.spend(count)

    def grown(self, count: int) -> None:
        """A list that is being made has that length now; its turns were paid for."""
        if count > _LOOP:
            raise Stopped("loop", limit=_LOOP)

    def text(self, length: int) -> None:
        """Pay for a text of that length."""
        if length > _TEXT:
            raise Stopped("text size", limit=_TEXT)
        self.spend(length >> 4)

    def visit(self, value: Any) -> None:
        """Pay for going through a whole value. What is written once and used a thousand times counts a thousand times,
        so a small expression cannot make a value that is enormous to whoever reads it.
        """
        level, depth = [value], 0
        while level:
            self.within(depth)
            within: list[Any] = []
            for found in level:
                if type(found) is str:
                    self.text(len(found))
                elif isinstance(found, list | dict):
                    self.spend(2 * len(found))
                    within += found.values() if isinstance(found, dict) else found
                elif isinstance(found, Holder):
                    within += (found.start, found.end)
            level, depth = within, depth + 1

    def within(self, depth: int) -> None:
        """Values may lie within each other so deep."""
        if depth > _DEPTH:
            raise Stopped("depth", limit=_DEPTH)

    def enter(self, price: int, height: int) -> None:
        """Begin a call of a function that is written in the expression, whose body costs that much and is that high.

        The heights of all calls under way are limited, so that the interpreter's own stack always suffices.
        """
        self.calls += 1
        self.height += height
        if self.calls > _CALLS or self.height > _HEIGHT:
            raise Stopped("calls", limit=_CALLS)
        self.spend(price)

    def leave(self, height: int) -> None:
        """End it."""
        self.calls -= 1
        self.height -= height


def as_number(value: int | None) -> Decimal | None:
    """A whole number as the language knows it."""
    return None if value is None else Decimal(value)
