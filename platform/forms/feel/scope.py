"""Which names an expression may use at each place, with their types and where their values lie while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from forms.feel.kinds import Kind
from forms.feel.values import Value

#: The values of one evaluation: the `Run` first, then one place for each name.
Frame = list[Value]
Code = Callable[[Frame], Value]


@dataclass(slots=True)
class Compiled:
    """A construct ready to run: what it does, what type it has, and, when it never changes, its value."""

    code: Code
    kind: Kind
    constant: bool = False
    value: Value = None


@dataclass(slots=True)
class Slots:
    """How many places a frame needs."""

    count: int = 1

    def take(self) -> int:
        """One place more."""
        self.count += 1
        return self.count - 1


@dataclass(slots=True)
class Scope:
    """The names of one level: variables by name, or the entries of the item that a filter looks at."""

    outer: Scope | None = None
    variables: dict[str, tuple[Kind, int]] = field(default_factory=dict)
    item: tuple[Kind, int] | None = None
    used: set[str] = field(default_factory=set)

    def find(self, name: str) -> Compiled | None:
        """What a name means here, the innermost meaning first."""
        if name in self.variables:
            kind, slot = self.variables[name]
            self.used.add(name)
            return Compiled(lambda frame: frame[slot], kind)
        if self.item is not None:
            kind, slot = self.item
            entry = kind.field(name) if kind.name == "context" else None
            if entry is not None:
                return self._entry(name, entry, slot)
        return self.outer.find(name) if self.outer is not None else None

    def _entry(self, name: str, kind: Kind, slot: int) -> Compiled:
        """An entry of the item; an item that lacks it leaves the name to the outer scope."""
        outside = self.outer.find(name) if self.outer is not None else None
        beyond = outside.code if outside is not None else _nothing

        def code(frame: Frame) -> Value:
            item = frame[slot]
            return item[name] if type(item) is dict and name in item else beyond(frame)

        return Compiled(code, kind)

    def names(self) -> Iterable[str]:
        """Every name that is known here."""
        yield from self.variables
        if self.item is not None:
            yield from (name for name, _ in self.item[0].fields or ())
        if self.outer is not None:
            yield from self.outer.names()


def _nothing(frame: Frame) -> Value:
    return None
