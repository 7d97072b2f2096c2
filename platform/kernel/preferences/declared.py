"""What can be set: the declarations of all packages, collected while they are loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from kernel.policies import Invalid, NotFound
from kernel.preferences.kinds import Kind

T = TypeVar("T")
Level = Literal["tenant", "unit", "person"]
LEVELS: tuple[Level, ...] = ("tenant", "unit", "person")

DECLARED: dict[str, Preference[Any]] = {}
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Group:
    """A heading under which settings stand together. `order` sorts the headings of all packages."""

    key: str
    title: Any
    order: int = 50
    help: Any = ""


@dataclass(frozen=True, eq=False)
class Preference(Generic[T]):
    """A setting. `key` begins with the package's name; `levels` says where it may be set.

    The nearest value wins: person, then the unit and those above it, then the tenant, then `default`.
    Raises ValueError for a key that is taken or misspelt, an unknown level, a default its kind refuses.
    """

    key: str
    kind: Kind[T]
    default: T
    levels: tuple[Level, ...]
    title: Any
    group: Group
    help: Any = ""
    order: int = 50
    words: str = field(default="")  # further words by which the search finds it

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"a setting is named package.setting, not {self.key!r}")
        if self.key in DECLARED:
            raise ValueError(f"the setting {self.key} is declared twice")
        if not self.levels or set(self.levels) - set(LEVELS):
            raise ValueError(f"{self.key}: levels are some of {', '.join(LEVELS)}")
        try:
            object.__setattr__(self, "default", self.kind.load(self.kind.dump(self.default)))
        except Invalid as refused:
            raise ValueError(f"{self.key}: the default is refused by its kind: {refused}") from refused
        DECLARED[self.key] = self

    def __str__(self) -> str:
        return str(self.title)

    def is_set_at(self, level: str) -> bool:
        """Whether the setting may be set at a level."""
        return level in self.levels


def by_key(key: str) -> Preference[Any]:
    """The declaration of a key. Raises NotFound."""
    try:
        return DECLARED[key]
    except KeyError:
        raise NotFound() from None


def at_level(level: str, term: str = "") -> list[tuple[Group, list[Preference[Any]]]]:
    """The settings of a level under their headings; those that a typed term hits by title, help, heading or key."""
    wanted = term.strip().casefold()
    groups: dict[str, tuple[Group, list[Preference[Any]]]] = {}
    for one in sorted(DECLARED.values(), key=lambda one: (one.order, one.key)):
        text = f"{one.title} {one.help} {one.group.title} {one.key} {one.words}".casefold()
        if one.is_set_at(level) and wanted in text:
            groups.setdefault(one.group.key, (one.group, []))[1].append(one)
    return sorted(groups.values(), key=lambda pair: (pair[0].order, pair[0].key))
