"""What is wrong with an expression, said with its place and in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forms.feel.grammar import FAULTS


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a sentence that differs by language."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source: line and column count from 1, in characters."""

    line: int
    column: int


class Fault(Exception):
    """An expression that must not be published, or a calculation that was stopped.

    `construct` is the fault's fixed name (a key of `faults` in grammar.json), `place` where it is (None at run time).
    """

    def __init__(self, construct: str, place: Place | None = None, **details: Any) -> None:
        self.construct = construct
        self.place = place
        self.details = details
        super().__init__(self.words())

    def words(self, language: str = "en") -> str:
        """The sentence for people: what happened and what to do. Languages: `en`, anything that begins with `zh`."""
        chinese = language.startswith("zh")
        said = {
            key: (value.zh if chinese else value.en) if isinstance(value, Words) else value
            for key, value in self.details.items()
        }
        text = FAULTS[self.construct][1 if chinese else 0].format(**said)
        return text[0].upper() + text[1:] if text else text


class Stopped(Fault):
    """A calculation that reached a limit while it ran: of steps, of a list, of a text, of calls."""


def place_of(source: str, at: int) -> Place:
    """Line and column of a position in the source."""
    before = source[:at]
    return Place(before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
