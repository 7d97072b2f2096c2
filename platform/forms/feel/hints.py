"""The nearest known name to one that is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from forms.feel.faults import Words
from forms.feel.grammar import FAULTS


def hint(name: str, known: Iterable[str]) -> Words:
    """` Did you mean total?`, or nothing when no name is near."""
    best, least = "", 3 if len(name) > 3 else 2
    for other in sorted(set(known)):
        if abs(len(other) - len(name)) < least:
            apart = _distance(name.casefold().replace(" ", ""), other.casefold().replace(" ", ""))
            if apart < least:
                best, least = other, apart
    english, chinese = FAULTS["did you mean"]
    return Words(english.format(name=best), chinese.format(name=best)) if best else Words("", "")


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (char != wanted))
    return row[-1]
