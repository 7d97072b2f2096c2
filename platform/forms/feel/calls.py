"""Calls of functions, and functions written in the expression. DMN Table 63 and clause 10.3.2.7."""

from __future__ import annotations

from typing import Final

from forms.feel.checks import comparable
from forms.feel.conversions import MISMATCH, bindings, convert, substituted
from forms.feel.faults import Words
from forms.feel.grammar import FUNCTIONS, PATTERN_REASONS
from forms.feel.hints import hint
from forms.feel.kinds import ANY, BOOLEAN, Kind, join, takes
from forms.feel.loops import Loops, cost
from forms.feel.overloads import Overload, Plan, first_that_fits, overloads
from forms.feel.patterns import PatternError, compile_pattern
from forms.feel.run import Run
from forms.feel.scope import Code, Compiled, Frame, Scope
from forms.feel.tree import Node
from forms.feel.values import Function, Range, Value, kind_name, text_of

#: Calls of these with constants are literals: what they make must exist.
_MAKERS: Final = frozenset({"date", "time", "date and time", "duration", "range"})
_PATTERNS: Final = {"matches": ("pattern", "flags"), "replace": ("pattern", "flags"), "split": ("delimiter", "")}


class Calls(Loops):
    """What the compiler does for calls."""

    def _call(self, node: Node, scope: Scope) -> Compiled:
        callee = node.parts[0]
        if callee.kind == "name":
            known = scope.find(callee.value)
            if known is None or (known.kind.name != "function" and known.kind != ANY and callee.value in FUNCTIONS):
                return self._built_in(node, callee, scope)
        else:
            known = self.compile(callee, scope)
        assert known is not None
        if known.kind.name != "function" and known.kind != ANY:
            raise self.fault("no function", node.at, kind=known.kind.words())
        return self._call_of_value(node, known, scope)

    def _built_in(self, node: Node, callee: Node, scope: Scope) -> Compiled:
        name = callee.value
        found = overloads().get(name)
        if found is None:
            near = hint(name, [*FUNCTIONS, *scope.names()])
            raise self.fault("unknown function", callee.at, name=name, hint=near)
        names = None if node.value is None else [name for name, _ in node.value]
        arguments = [self.compile(part, scope) for part in node.parts[1:]]
        chosen = [
            (overload, order)
            for overload in found
            if (order := overload.arranged(len(arguments), names)) is not None
            and all(
                takes(substituted(overload.parameter(at).kind, ANY), arguments[source].kind)
                for at, source in enumerate(order)
                if source is not None
            )
        ]
        if not chosen:
            raise self._no_overload(node, name, found, names, arguments)
        self._same_kinds(chosen[0], arguments, node)
        self._check_pattern(name, chosen[0], arguments, node)
        plans = []
        for overload, order in chosen:
            plan = Plan(overload, order, arguments)
            plans.append(plan)
            if plan.certain:
                break
        gives = plans[0].gives
        for plan in plans[1:]:
            gives = join(gives, plan.gives)
        code = plans[0].code() if len(plans) == 1 else first_that_fits(plans)
        if name in _MAKERS and arguments and all(one.constant and one.value is not None for one in arguments):
            return self._literal(name, code, arguments, callee)
        return Compiled(code, gives)

    def _literal(self, name: str, code: Code, arguments: list[Compiled], callee: Node) -> Compiled:
        """A date, time, duration or range whose text stands in the expression."""
        value = code([Run(None, None)])
        if value is None:
            said = ", ".join(text_of(one.value, inside=True) or "" for one in arguments)
            words = Kind("days and time duration" if name == "duration" else name).words()
            raise self.fault("literal", callee.at, text=said[:60], wanted=words)
        kind = Kind(kind_name(value))
        if isinstance(value, Range):
            kind = Kind("range", (Kind(kind_name(value.start if value.start is not None else value.end)),))
        return Compiled(lambda frame: value, kind, constant=True, value=value)

    def _no_overload(
        self, node: Node, name: str, found: list[Overload], names: list[str] | None, arguments: list[Compiled]
    ) -> Exception:
        """The fault that fits best: a parameter's name, the number of values, a type."""
        wanted = " / ".join(
            ", ".join(p.name + ("…" if p.repeated else "?" if p.optional else "") for p in one.takes) or "()"
            for one in found
        )
        known = {parameter.name for overload in found for parameter in overload.takes}
        for given, at in node.value or ():
            if given not in known:
                return self.fault("argument name", at, function=name, name=given, wanted=wanted)
        for overload in found:
            order = overload.arranged(len(arguments), names)
            for at, source in enumerate(order or ()):
                parameter = overload.parameter(at)
                if source is not None and not takes(substituted(parameter.kind, ANY), arguments[source].kind):
                    return self.fault(
                        "argument",
                        node.parts[source + 1].at,
                        function=name,
                        parameter=parameter.name,
                        kind=arguments[source].kind.words(),
                        wanted=parameter.kind.words() if parameter.kind.name != "T" else ANY.words(),
                    )
        return self.fault("argument count", node.at, function=name, count=len(arguments), wanted=wanted)

    def _same_kinds(self, chosen: tuple[Overload, list[int | None]], arguments: list[Compiled], node: Node) -> None:
        """Relations of points and ranges need things of one kind."""
        overload, order = chosen
        if overload.gives != BOOLEAN or not any(one.kind.name in ("T", "range") for one in overload.takes):
            return
        found = [
            kind
            for at, source in enumerate(order)
            if source is not None
            for kind in bindings(overload.parameter(at).kind, arguments[source].kind)
        ]
        for kind in found[1:]:
            if not comparable(found[0], kind):
                raise self.fault("comparison", node.at, left=found[0].words(), right=kind.words())

    def _check_pattern(
        self, name: str, chosen: tuple[Overload, list[int | None]], arguments: list[Compiled], node: Node
    ) -> None:
        """A pattern that stands in the expression must be one."""
        if name not in _PATTERNS:
            return
        overload, order = chosen
        given: dict[str, tuple[Compiled, int]] = {}
        for at, source in enumerate(order):
            if source is not None:
                given[overload.parameter(at).name] = (arguments[source], node.parts[source + 1].at)
        pattern, flags = (given.get(key) for key in _PATTERNS[name])
        options = flags[0].value if flags and flags[0].constant and isinstance(flags[0].value, str) else ""
        if flags and any(char not in "smixq" for char in options):
            raise self.fault("flags", flags[1], text=f'"{options}"')
        if pattern is None or not pattern[0].constant or not isinstance(pattern[0].value, str):
            return
        try:
            compile_pattern(pattern[0].value, options)
        except PatternError as error:
            english, chinese = PATTERN_REASONS[error.reason]
            said = f'"{pattern[0].value[:60]}"'
            raise self.fault("pattern", pattern[1], text=said, reason=Words(english, chinese)) from None

    def _call_of_value(self, node: Node, known: Compiled, scope: Scope) -> Compiled:
        """A call of a function that is a value."""
        arguments = [self.compile(part, scope) for part in node.parts[1:]]
        if known.kind.name == "function" and len(known.kind.of) - 1 != len(arguments):
            raise self.fault(
                "argument count", node.at, function="function", count=len(arguments), wanted=len(known.kind.of) - 1
            )
        if known.kind.name == "function":
            for part, argument, wanted in zip(node.parts[1:], arguments, known.kind.of, strict=False):
                if not takes(wanted, argument.kind):
                    raise self.fault(
                        "argument",
                        part.at,
                        function="function",
                        parameter="",
                        kind=argument.kind.words(),
                        wanted=wanted.words(),
                    )
        names = None if node.value is None else [name for name, _ in node.value]
        callee, codes = known.code, [argument.code for argument in arguments]

        def code(frame: Frame) -> Value:
            function = callee(frame)
            if type(function) is not Function or len(function.names) != len(codes):
                return None
            given = [one(frame) for one in codes]
            if names is not None:
                if sorted(names) != sorted(function.names):
                    return None
                given = [given[names.index(name)] for name in function.names]
            return function.call(given)

        return Compiled(code, known.kind.of[-1] if known.kind.name == "function" else ANY)

    def _function(self, node: Node, scope: Scope) -> Compiled:
        """A function with what it sees from where it stands (a closure)."""
        inner = Scope(outer=scope)
        names = [name for name, _ in node.value]
        kinds = [kind or ANY for _, kind in node.value]
        slots = [self.slots.take() for _ in names]
        for at, name in enumerate(names):
            if name in names[:at]:
                raise self.fault("key twice", node.at, name=name)
            inner.variables[name] = (kinds[at], slots[at])
        body = self.compile(node.parts[0], inner)
        code_of_body, price, height = body.code, cost(node.parts[0]), node.parts[0].height

        def code(frame: Frame) -> Value:
            seen = list(frame)

            def call(given: list[Value]) -> Value:
                run = seen[0]
                inside = list(seen)
                for slot, value, kind in zip(slots, given, kinds, strict=True):
                    if kind != ANY:
                        run.visit(value)
                    converted = convert(value, kind)
                    if converted is MISMATCH:
                        return None
                    inside[slot] = converted
                run.enter(price, height)
                found = code_of_body(inside)
                run.leave(height)
                return found

            return Function(names, kinds, call)

        return Compiled(code, Kind("function", (*kinds, body.kind)))
