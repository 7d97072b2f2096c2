"""What an evaluation of a record knows besides the record, and what it says about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from forms.feel import Organization

Values = dict[str, Any]
#: Given a form's key, a record's id and keys of that form: the values to bring over; None where there is no such record.
Bring = Callable[[str, str, Sequence[str]], Mapping[str, Any] | None]


def nothing_to_bring(form: str, record: str, keys: Sequence[str]) -> Mapping[str, Any] | None:
    """Where no other records are known."""
    return None


@dataclass(frozen=True, slots=True)
class Around:
    """`now` has its offset; `zone` is where times are meant. `starter` and the others are ids as texts."""

    now: datetime
    zone: tzinfo
    starter: str | None = None
    starter_department: str | None = None
    starter_unit: str | None = None
    organization: Organization | None = None
    bring: Bring = nothing_to_bring

    def names(self) -> dict[str, str | None]:
        """What expressions may read of it."""
        return {
            "starter": self.starter,
            "starter_department": self.starter_department,
            "starter_unit": self.starter_unit,
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value: at `path`, in the row with the id `row` ("" outside tables; `@2` is
    the third of the rows that were sent, where it is new). Words: forms.words.
    """

    path: str
    code: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    row: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is another now. A whole row that came or went has the table's path and None on one side."""

    path: str
    old: Any
    new: Any
    row: str = ""


class OutsideMask(Exception):
    """Somebody sent changes that they may not make. `refused` says each: path, and `not-allowed`, `no-adding` or
    `no-deleting`. Nothing of what they sent is kept.
    """

    def __init__(self, refused: Sequence[Problem]) -> None:
        self.refused = tuple(refused)
        super().__init__(", ".join(f"{one.path}: {one.code}" for one in refused))
