"""Enumerations that packages declare in their `enumerations.py`, and who uses them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

BUILT_IN: dict[str, EnumerationDeclaration] = {}
_USERS: dict[str, list[Callable[[str], bool]]] = {}
_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class ItemDeclaration:
    """An item: its value as data keep it, its words in both languages, and the value of the item above it."""

    value: str
    zh: str
    en: str
    parent: str = ""


@dataclass(frozen=True)
class EnumerationDeclaration:
    """A list that forms choose from. Raises ValueError for a key that is taken or misspelt, a value twice, or an
    item that stands before the one above it."""

    key: str
    zh: str
    en: str
    items: Sequence[ItemDeclaration]
    note_zh: str = ""
    note_en: str = ""

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"an enumeration is named package.noun, not {self.key!r}")
        if self.key in BUILT_IN:
            raise ValueError(f"the enumeration {self.key} is declared twice")
        seen: set[str] = set()
        for item in self.items:
            if item.value in seen:
                raise ValueError(f"{self.key}: {item.value} is declared twice")
            if item.parent and item.parent not in seen:
                raise ValueError(f"{self.key}: {item.parent} must stand before {item.value}")
            seen.add(item.value)
        BUILT_IN[self.key] = self


def used_by(key: str, asks: Callable[[str], bool]) -> None:
    """Say who uses an enumeration: `asks(value)` tells, in the scope in hand, whether any row has that value."""
    _USERS.setdefault(key, []).append(asks)


def is_used(key: str, value: str) -> bool:
    """Whether any package keeps a row with this value."""
    return any(asks(value) for asks in _USERS.get(key, []))
