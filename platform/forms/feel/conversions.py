"""From the type that a value has to the type that is wanted: DMN clause 10.3.2.9.4."""

from __future__ import annotations

from typing import Final

from forms.feel.kinds import ANY, DATE_TIME, NULL, Kind
from forms.feel.temporal import Date, midnight
from forms.feel.values import Value, holds


class _Mismatch:
    """The answer that a value cannot become what is wanted."""


MISMATCH: Final = _Mismatch()


def is_certain(kind: Kind, wanted: Kind) -> bool:
    """Whether every value of a type is of the wanted one, so that nothing needs to be looked at when it runs."""
    if wanted == ANY or kind in (wanted, NULL):
        return True
    if kind.name != wanted.name:
        return False
    if kind.name in ("list", "range"):
        return is_certain(kind.of[0], wanted.of[0])
    if kind.name == "context":
        if wanted.fields is None:
            return True
        own = dict(kind.fields or ())
        return all(key in own and is_certain(own[key], inner) for key, inner in wanted.fields)
    return False


def convert(value: Value, wanted: Kind) -> Value:
    """The value as the wanted type: itself, the only item of its list, a list of it, a date's midnight; else MISMATCH."""
    if value is None or holds(value, wanted):
        return value
    if type(value) is Date and wanted == DATE_TIME:
        return midnight(value)
    if wanted.name == "list":
        return [value] if type(value) is not list and holds(value, wanted.of[0]) else MISMATCH
    if type(value) is list and len(value) == 1 and type(value[0]) is not list:
        return convert(value[0], wanted)
    return MISMATCH


def substituted(kind: Kind, bound: Kind) -> Kind:
    """A type of a function's signature with its variable filled in."""
    if kind.name == "T":
        return bound
    if not kind.of:
        return kind
    return Kind(kind.name, tuple(substituted(inner, bound) for inner in kind.of), kind.fields)


def bindings(parameter: Kind, kind: Kind) -> list[Kind]:
    """What a parameter's type variable stands for, given the argument's type."""
    if parameter.name == "T":
        return [kind]
    if parameter.name == "list" and kind.name != "list":
        return bindings(parameter.of[0], kind) if kind != ANY else [ANY]
    if parameter.name == "function" or parameter.name != kind.name:
        return []
    return [found for mine, other in zip(parameter.of, kind.of, strict=False) for found in bindings(mine, other)]
