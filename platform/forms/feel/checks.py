"""What may be done with which types, asked before anything runs. The tables stand in grammar.json."""

from __future__ import annotations

from typing import Any

from forms.feel.faults import Fault, place_of
from forms.feel.grammar import OPERATORS, PROPERTIES
from forms.feel.hints import hint
from forms.feel.kinds import ANY, BOOLEAN, CONTEXT, NULL, Kind, is_text, join, list_of
from forms.feel.typetext import read_kind

_ORDERED = frozenset(OPERATORS["order"])


class Checks:
    """Faults with their place in one source."""

    def __init__(self, source: str) -> None:
        self.source = source

    def fault(self, construct: str, at: int, **details: Any) -> Fault:
        """A fault at a position."""
        return Fault(construct, place_of(self.source, at), **details)

    def arithmetic(self, operator: str, left: Kind, right: Kind, at: int) -> Kind:
        """The type of a result (Tables 56 to 60)."""
        results = [
            read_kind(result)
            for first, second, result in OPERATORS[operator]
            if _may_be(left, first) and _may_be(right, second)
        ]
        if not results or (left == NULL and right == NULL):
            if left == NULL and right == NULL:
                return NULL
            raise self.fault("operator", at, operator=operator, left=left.words(), right=right.words())
        return results[0] if all(result == results[0] for result in results) else ANY

    def negation(self, kind: Kind, at: int) -> Kind:
        """The type of `-e` (Table 62)."""
        if kind in (ANY, NULL):
            return kind
        for first, result in OPERATORS["negate"]:
            if kind.name == first:
                return read_kind(result)
        raise self.fault("negate", at, kind=kind.words())

    def equality(self, left: Kind, right: Kind, at: int) -> None:
        """Whether two things can be equal at all (Table 53)."""
        if not comparable(left, right):
            raise self.fault("comparison", at, left=left.words(), right=right.words())

    def order(self, left: Kind, right: Kind, at: int) -> None:
        """Whether one can come before the other (Table 54)."""
        for kind in (left, right):
            if kind not in (ANY, NULL) and kind.name not in _ORDERED:
                raise self.fault("comparison", at, left=left.words(), right=right.words())
        self.equality(left, right, at)

    def ends(self, start: Kind, end: Kind, at: int) -> Kind:
        """The type of a range's ends (rule 8)."""
        self.order(start, end, at)
        return join(start, end)

    def membership(self, value: Kind, test: Kind, at: int) -> None:
        """Whether `value in test` can be true (Table 55)."""
        if test.name == "range":
            self.equality(value, test.of[0], at)
        elif test.name == "list":
            inner = test.of[0]
            if value.name == "list" and comparable(value, test):
                return
            self.equality(value, inner.of[0] if inner.name == "range" else inner, at)
        else:
            self.equality(value, test, at)

    def condition(self, kind: Kind, at: int) -> None:
        """Whether something can be true or false."""
        if kind not in (ANY, NULL, BOOLEAN):
            raise self.fault("condition", at, kind=kind.words())

    def property_of(self, kind: Kind, name: str, at: int) -> Kind:
        """The type of `e.name` (Tables 64 and 65); nothing but contexts and these has names inside."""
        if kind in (ANY, NULL, CONTEXT):
            return ANY
        if kind.name == "list":
            return list_of(self.property_of(kind.of[0], name, at))
        if kind.name == "context":
            inner = kind.field(name)
            if inner is not None:
                return inner
            known = [key for key, _ in kind.fields or ()]
        else:
            properties = PROPERTIES.get(kind.name, {})
            if name in properties:
                return kind.of[0] if properties[name] == "T" else read_kind(properties[name])
            known = list(properties)
        raise self.fault("unknown field", at, kind=kind.words(), name=name, hint=hint(name, known))


def comparable(left: Kind, right: Kind) -> bool:
    """Whether values of these types can be equal: the same type, or one of them is not known."""
    if ANY in (left, right) or NULL in (left, right):
        return True
    if left.name != right.name:
        return is_text(left) and is_text(right) and (left.name == "string" or right.name == "string")
    if left.name in ("list", "range"):
        return comparable(left.of[0], right.of[0])
    return True


def _may_be(kind: Kind, name: str) -> bool:
    return kind in (ANY, NULL) or kind.name == name
