"""The types of values and how they fit together: DMN clause 10.3.2.9 (lattice, conformance, conversions)."""

from __future__ import annotations

from dataclasses import dataclass

from forms.feel.faults import Words
from forms.feel.grammar import REFERENCE_TYPES, TYPE_WORDS


@dataclass(frozen=True, slots=True)
class Kind:
    """A type. `of` holds the element of a list or range, or a function's parameters and, last, its result;
    `fields` what a context holds (None: any context).
    """

    name: str
    of: tuple[Kind, ...] = ()
    fields: tuple[tuple[str, Kind], ...] | None = None

    def __str__(self) -> str:
        if self.name == "function":
            return f"function<{', '.join(map(str, self.of[:-1]))}> -> {self.of[-1]}"
        if self.fields is not None:
            return f"context<{', '.join(f'{key}: {kind}' for key, kind in self.fields)}>"
        return f"{self.name}<{', '.join(map(str, self.of))}>" if self.of else self.name

    def words(self) -> Words:
        """The type as people say it."""
        english, chinese = TYPE_WORDS.get(self.name, [self.name, self.name])
        return Words(english, chinese)

    def field(self, key: str) -> Kind | None:
        """The type of a context's entry, or None when it has none of that name."""
        return next((kind for name, kind in self.fields or () if name == key), None)


ANY = Kind("Any")
NULL = Kind("Null")
NUMBER = Kind("number")
STRING = Kind("string")
BOOLEAN = Kind("boolean")
DATE = Kind("date")
TIME = Kind("time")
DATE_TIME = Kind("date and time")
DAYS = Kind("days and time duration")
MONTHS = Kind("years and months duration")
CONTEXT = Kind("context")


def list_of(kind: Kind) -> Kind:
    """A list of that type."""
    return Kind("list", (kind,))


def range_of(kind: Kind) -> Kind:
    """A range whose ends have that type."""
    return Kind("range", (kind,))


def function_of(*kinds: Kind) -> Kind:
    """A function: its parameters' types and, last, its result."""
    return Kind("function", kinds)


def context_of(fields: dict[str, Kind]) -> Kind:
    """A context that holds these entries."""
    return Kind("context", (), tuple(fields.items()))


def join(left: Kind, right: Kind) -> Kind:
    """The type that holds values of both. Contexts join to the union of their entries, so that a list of
    different contexts knows every name that one of them has.
    """
    if left == right or right == NULL:
        return left
    if left == NULL:
        return right
    if left.name == right.name:
        if left.name == "context":
            if left.fields is None or right.fields is None:
                return CONTEXT
            both = dict(left.fields)
            for key, kind in right.fields:
                both[key] = join(both[key], kind) if key in both else kind
            return context_of(both)
        if left.name in ("list", "range"):
            return Kind(left.name, (join(left.of[0], right.of[0]),))
    return ANY


def fits(kind: Kind, wanted: Kind) -> bool:
    """Whether a value of this type may be one of that type: false means that it never is."""
    if ANY in (kind, wanted) or kind == NULL:
        return True
    if kind.name != wanted.name:
        return is_text(kind) and is_text(wanted) and STRING in (kind, wanted)
    if kind.name == "context":
        if kind.fields is None or wanted.fields is None:
            return True
        own = dict(kind.fields)
        return all(key in own and fits(own[key], of) for key, of in wanted.fields)
    if kind.name == "function":
        return len(kind.of) == len(wanted.of)
    return all(fits(mine, other) for mine, other in zip(kind.of, wanted.of, strict=False))


def takes(wanted: Kind, kind: Kind) -> bool:
    """Whether an argument of this type can become what a parameter wants, with the conversions of 10.3.2.9.4."""
    if fits(kind, wanted):
        return True
    if kind.name == "list" and wanted.name != "list":
        return fits(kind.of[0], wanted)
    if wanted.name == "list":
        return fits(kind, wanted.of[0])
    return kind == DATE and wanted == DATE_TIME


def is_text(kind: Kind) -> bool:
    """Texts, and references to people, departments and the like, whose values are texts."""
    return kind == STRING or kind.name in REFERENCE_TYPES
