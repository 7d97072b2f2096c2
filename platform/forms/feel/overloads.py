"""The built-in functions as the table has them: who takes what, and how one way to call is chosen. DMN Table 63."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forms.feel.conversions import MISMATCH, bindings, convert, is_certain, substituted
from forms.feel.functions import IMPLEMENTATIONS
from forms.feel.grammar import FUNCTIONS
from forms.feel.kinds import ANY, NULL, Kind, join
from forms.feel.scope import Code, Compiled, Frame
from forms.feel.tokens import tokens
from forms.feel.typetext import TypeReader
from forms.feel.values import Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a built-in function."""

    name: str
    kind: Kind
    optional: bool
    repeated: bool
    null_allowed: bool


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in function."""

    does: str
    takes: tuple[Parameter, ...]
    gives: Kind

    def arranged(self, count: int, names: list[str] | None) -> list[int | None] | None:
        """Which argument goes to which parameter (None: left out), or None when they do not fit together."""
        if names is not None:
            known = [parameter.name for parameter in self.takes]
            if set(names) - set(known) or len(set(names)) != len(names):
                return None
            missing = [one for one in self.takes if one.name not in names]
            if any(not (one.optional or one.null_allowed) for one in missing):
                return None
            return [names.index(name) if name in names else None for name in known]
        if self.takes and self.takes[-1].repeated:
            return list(range(count)) if count >= len(self.takes) else None
        needed = sum(1 for parameter in self.takes if not parameter.optional)
        if not needed <= count <= len(self.takes):
            return None
        return [at if at < count else None for at in range(len(self.takes))]

    def parameter(self, at: int) -> Parameter:
        """The parameter at a position; the last one repeats."""
        return self.takes[min(at, len(self.takes) - 1)]


@lru_cache(maxsize=1)
def overloads() -> dict[str, list[Overload]]:
    """All built-in functions from the table."""
    return {
        name: [
            Overload(
                one["does"],
                tuple(
                    Parameter(
                        p[0],
                        _kind(p[1]),
                        "?" in p[2:][0] if p[2:] else False,
                        "*" in (p[2:] or [""])[0],
                        "~" in (p[2:] or [""])[0],
                    )
                    for p in one["takes"]
                ),
                _kind(one["gives"]),
            )
            for one in found
        ]
        for name, found in FUNCTIONS.items()
    }


def _kind(text: str) -> Kind:
    reader = TypeReader(text, tokens(text))
    reader.variables = frozenset({"T"})
    return reader.type()


class Plan:
    """How one overload gets its arguments."""

    def __init__(self, overload: Overload, order: list[int | None], arguments: list[Compiled]) -> None:
        self.does = IMPLEMENTATIONS[overload.does]
        bound = NULL
        steps: list[tuple[Code | None, Kind | None, bool]] = []
        self.certain = True
        for at, source in enumerate(order):
            parameter = overload.parameter(at)
            if source is None:
                # A parameter without a default answers null, unless null is an answer it knows.
                steps.append((None, None, True))
                continue
            argument = arguments[source]
            for kind in bindings(parameter.kind, argument.kind):
                bound = join(bound, kind)
            wanted = substituted(parameter.kind, ANY)
            certain = is_certain(argument.kind, wanted)
            self.certain = self.certain and certain
            steps.append((argument.code, None if certain else wanted, parameter.null_allowed))
        self.steps = steps
        self.gives = substituted(overload.gives, ANY if bound == NULL else bound)

    def code(self) -> Code:
        """Arguments, then the function; null for a null that the parameter does not take."""
        does, steps = self.does, self.steps
        if len(steps) == 1 and steps[0][0] is not None and steps[0][1] is None:
            only, null_allowed = steps[0][0], steps[0][2]

            def one(frame: Frame) -> Value:
                value = only(frame)
                return None if value is None and not null_allowed else does(frame[0], value)

            return one

        if len(steps) == 2 and all(step[0] is not None and step[1] is None for step in steps):
            return _of_two(does, steps)

        def code(frame: Frame) -> Value:
            given: list[Value] = []
            for argument, wanted, null_allowed in steps:
                value = None if argument is None else argument(frame)
                if wanted is not None:
                    frame[0].visit(value)
                    value = convert(value, wanted)
                if value is MISMATCH or (value is None and not null_allowed):
                    return None
                given.append(value)
            return does(frame[0], *given)

        return code

    def fitting(self, values: list[Value]) -> list[Value] | None:
        """The converted arguments, None where one does not fit."""
        given = []
        for value, (_, wanted, _) in zip(values, self.steps, strict=True):
            converted = value if wanted is None else convert(value, wanted)
            if converted is MISMATCH:
                return None
            given.append(converted)
        return given


def _of_two(does: Any, steps: list[tuple[Code | None, Kind | None, bool]]) -> Code:
    """Two arguments whose types are certain, as most calls have them."""
    (first, _, first_null), (second, _, second_null) = steps
    assert first is not None
    assert second is not None

    def code(frame: Frame) -> Value:
        one = first(frame)
        if one is None and not first_null:
            return None
        other = second(frame)
        return None if other is None and not second_null else does(frame[0], one, other)

    return code


def first_that_fits(plans: list[Plan]) -> Code:
    """Where types are known only when it runs: the first way to call that takes the values."""

    def code(frame: Frame) -> Value:
        for plan in plans:
            values = [None if step[0] is None else step[0](frame) for step in plan.steps]
            frame[0].visit(values)
            given = plan.fitting(values)
            if given is None:
                continue
            if any(value is None and not step[2] for value, step in zip(given, plan.steps, strict=True)):
                return None
            return plan.does(frame[0], *given)
        return None

    return code
