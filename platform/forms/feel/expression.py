"""The engine's door: `compile_expression` at publish time, `Expression.evaluate` for ever after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.feel.compiler import Compiler
from forms.feel.conversions import MISMATCH, convert, is_certain
from forms.feel.faults import Fault, Place
from forms.feel.inputs import Reader, reader
from forms.feel.kinds import Kind, takes
from forms.feel.parser import parse
from forms.feel.run import Organization, Run
from forms.feel.scope import Code
from forms.feel.temporal import DateTime
from forms.feel.typetext import read_kind
from forms.feel.values import Value, is_deep


@dataclass(frozen=True, slots=True)
class Expression:
    """A published expression. Immutable, safe to share between threads and to keep for ever.

    `kind` is the type of its result, `uses` the names that it reads.
    """

    source: str
    kind: Kind
    uses: frozenset[str]
    _code: Code = field(repr=False)
    _inputs: tuple[tuple[int, str, Reader], ...] = field(repr=False)
    _size: int = field(repr=False)
    _wanted: Kind | None = field(repr=False)

    def evaluate(
        self,
        values: Mapping[str, Any],
        *,
        now: DateTime | None = None,
        organization: Organization | None = None,
    ) -> Value:
        """The result for these values (a name left out is null). `now` is the moment that `now()` and `today()` say.

        Raises Stopped when a limit is reached, and WrongValue for a value that is not of its declared type.
        """
        frame: list[Value] = [None] * self._size
        frame[0] = Run(now, organization)
        for slot, name, read in self._inputs:
            value = values.get(name)
            if value is not None:
                frame[slot] = read(value)
        return self._run(frame)

    def calculate(
        self,
        values: Mapping[str, Value],
        *,
        now: DateTime | None = None,
        organization: Organization | None = None,
    ) -> Value:
        """The same for values that `read_all` made: many expressions of one record read it once."""
        frame: list[Value] = [None] * self._size
        frame[0] = Run(now, organization)
        for slot, name, _ in self._inputs:
            frame[slot] = values.get(name)
        return self._run(frame)

    def _run(self, frame: list[Value]) -> Value:
        found = self._code(frame)
        if type(found) is str or is_deep(found):
            frame[0].visit(found)
        if self._wanted is None:
            return found
        converted = convert(found, self._wanted)
        return None if converted is MISMATCH else converted


def compile_expression(source: str, names: Mapping[str, Kind | str], expects: Kind | str | None = None) -> Expression:
    """Compile an expression in which these names are declared with their types (or types as text).

    `expects` is the type that the result must have. Raises Fault, with place and words, for everything that would be
    null or wrong for a reason known beforehand: syntax, unknown names and functions, types that do not fit.
    """
    declared = {name: _kind(kind) for name, kind in names.items()}
    tree = parse(source, declared)
    compiler = Compiler(source, declared)
    found = compiler.compile(tree, compiler.top)
    wanted = None if expects is None else _kind(expects)
    if wanted is not None and not takes(wanted, found.kind):
        raise Fault("result", Place(1, 1), kind=found.kind.words(), wanted=wanted.words())
    uses = frozenset(compiler.top.used)
    return Expression(
        source,
        found.kind if wanted is None else wanted,
        uses,
        found.code,
        tuple((slot, name, reader(kind)) for name, (kind, slot) in compiler.top.variables.items() if name in uses),
        compiler.slots.count,
        None if wanted is None or is_certain(found.kind, wanted) else wanted,
    )


def _kind(kind: Kind | str) -> Kind:
    return read_kind(kind) if isinstance(kind, str) else kind
