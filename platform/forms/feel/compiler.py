"""From a tree to closures, types first: what would be null for a reason known beforehand is refused here.

Each construct becomes one small function of the frame (see scope.py). Sources: the tables of DMN clause 10.3.2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.arithmetic import calculate, negate
from forms.feel.calls import Calls
from forms.feel.grammar import FUNCTIONS, REFERENCE_TYPES
from forms.feel.hints import hint
from forms.feel.kinds import ANY, BOOLEAN, CONTEXT, NULL, NUMBER, STRING, Kind, context_of, join, list_of, range_of
from forms.feel.literals import at_literal
from forms.feel.loops import cost
from forms.feel.properties import path
from forms.feel.scope import Code, Compiled, Frame, Scope, Slots
from forms.feel.tree import Node
from forms.feel.values import (
    Range,
    Value,
    at_most,
    both,
    either,
    equal,
    holds,
    is_deep,
    kind_name,
    less,
    negated,
    passes,
)

_EXACT: Final[dict[str, Callable[[Decimal, Decimal], Decimal | None]]] = {
    "+": decimals.add,
    "-": decimals.subtract,
    "*": decimals.multiply,
    "/": decimals.divide,
    "**": decimals.power,
}
_ORDER: Final[dict[str, Callable[[Value, Value], bool | None]]] = {
    "=": equal,
    "!=": lambda one, other: negated(equal(one, other)),
    "<": less,
    "<=": at_most,
    ">": lambda one, other: less(other, one),
    ">=": lambda one, other: at_most(other, one),
}


class Compiler(Calls):
    """Compiles one expression."""

    def __init__(self, source: str, names: Mapping[str, Kind]) -> None:
        super().__init__(source)
        self.slots = Slots()
        self.top = Scope(variables={name: (kind, self.slots.take()) for name, kind in names.items()})

    def compile(self, node: Node, scope: Scope) -> Compiled:
        """One construct."""
        does: Callable[[Node, Scope], Compiled] = getattr(self, f"_{node.kind}")
        return does(node, scope)

    def _number(self, node: Node, scope: Scope) -> Compiled:
        value = decimals.number(node.value)
        if value is None:
            raise self.fault("literal", node.at, text=node.value[:40], wanted=NUMBER.words())
        return _constant(value, NUMBER)

    def _text(self, node: Node, scope: Scope) -> Compiled:
        return _constant(node.value, STRING)

    def _true(self, node: Node, scope: Scope) -> Compiled:
        return _constant(True, BOOLEAN)

    def _false(self, node: Node, scope: Scope) -> Compiled:
        return _constant(False, BOOLEAN)

    def _null(self, node: Node, scope: Scope) -> Compiled:
        return _constant(None, NULL)

    def _at(self, node: Node, scope: Scope) -> Compiled:
        value = at_literal(node.value)
        if value is None:
            raise self.fault("date literal", node.at, text=f'"{node.value}"')
        return _constant(value, Kind(kind_name(value)))

    def _name(self, node: Node, scope: Scope) -> Compiled:
        found = scope.find(node.value)
        if found is not None:
            return found
        if node.value in FUNCTIONS:
            raise self.fault("function value", node.at, name=node.value)
        raise self.fault("unknown name", node.at, name=node.value, hint=hint(node.value, scope.names()))

    def _path(self, node: Node, scope: Scope) -> Compiled:
        of = self.compile(node.parts[0], scope)
        name, source = node.value, of.code
        kind = self.property_of(of.kind, name, node.at)
        if of.kind.name == "context" and of.kind.fields is not None:

            def entry(frame: Frame) -> Value:
                found = source(frame)
                return None if found is None else found.get(name)

            return Compiled(entry, kind)
        return Compiled(lambda frame: path(frame[0], source(frame), name), kind)

    def _negate(self, node: Node, scope: Scope) -> Compiled:
        of = self.compile(node.parts[0], scope)
        kind, code = self.negation(of.kind, node.at), of.code
        return Compiled(lambda frame: negate(code(frame)), kind)

    def _infix(self, node: Node, scope: Scope) -> Compiled:
        left, right = (self.compile(part, scope) for part in node.parts)
        if node.value in ("and", "or"):
            self.condition(left.kind, node.parts[0].at)
            self.condition(right.kind, node.parts[1].at)
            return Compiled(_logic(node.value, left.code, right.code), BOOLEAN)
        if node.value in _EXACT:
            kind = self.arithmetic(node.value, left.kind, right.kind, node.at)
            if left.kind == right.kind == NUMBER:
                return Compiled(_exact(_EXACT[node.value], left.code, right.code), kind)
            return Compiled(_calculated(node.value, left.code, right.code), kind)
        check = self.equality if node.value in ("=", "!=") else self.order
        check(left.kind, right.kind, node.at)
        if left.kind == right.kind == NUMBER:
            return Compiled(_numbers(node.value, left.code, right), BOOLEAN)
        return Compiled(_compared(_ORDER[node.value], left.code, right.code), BOOLEAN)

    def _between(self, node: Node, scope: Scope) -> Compiled:
        value, low, high = (self.compile(part, scope) for part in node.parts)
        self.order(value.kind, low.kind, node.at)
        self.order(value.kind, high.kind, node.at)

        def code(frame: Frame) -> Value:
            found = value.code(frame)
            return both(at_most(low.code(frame), found), at_most(found, high.code(frame)))

        return Compiled(code, BOOLEAN)

    def _in(self, node: Node, scope: Scope) -> Compiled:
        value, *tests = (self.compile(part, scope) for part in node.parts)
        for test, part in zip(tests, node.parts[1:], strict=True):
            self.membership(value.kind, test.kind, part.at)
        source, codes = value.code, [test.code for test in tests]

        def code(frame: Frame) -> Value:
            sought = source(frame)
            found: bool | None = False
            for test in codes:
                against = test(frame)
                frame[0].spend(len(against) if type(against) is list else 1)
                if is_deep(sought):
                    frame[0].visit(against)
                found = either(found, passes(sought, against))
                if found:
                    return True
            return found

        return Compiled(code, BOOLEAN)

    def _unary(self, node: Node, scope: Scope) -> Compiled:
        end = self.compile(node.parts[0], scope)
        sign, code = node.value, end.code
        if sign not in ("=", "!="):
            self.order(end.kind, end.kind, node.at)
        if sign in (">", ">="):
            return Compiled(lambda frame: Range(code(frame), None, sign == ">=", False, sign), range_of(end.kind))
        return Compiled(lambda frame: Range(None, code(frame), False, sign != "<", sign), range_of(end.kind))

    def _range(self, node: Node, scope: Scope) -> Compiled:
        start, end = (self.compile(part, scope) for part in node.parts)
        kind = self.ends(start.kind, end.kind, node.at)
        first, second = node.value
        if start.constant and end.constant and less(end.value, start.value):
            raise self.fault("range order", node.at)
        begin, finish = start.code, end.code
        return Compiled(lambda frame: Range(begin(frame), finish(frame), first, second), range_of(kind))

    def _instance(self, node: Node, scope: Scope) -> Compiled:
        of, wanted = self.compile(node.parts[0], scope), node.value
        if wanted.name in REFERENCE_TYPES:
            raise self.fault("type test", node.at, kind=wanted.words())
        source = of.code

        def code(frame: Frame) -> Value:
            found = source(frame)
            if is_deep(found):
                frame[0].visit(found)
            return holds(found, wanted)

        return Compiled(code, BOOLEAN)

    def _if(self, node: Node, scope: Scope) -> Compiled:
        condition, then, otherwise = (self.compile(part, scope) for part in node.parts)
        self.condition(condition.kind, node.parts[0].at)
        test, yes, no = condition.code, then.code, otherwise.code
        return Compiled(lambda frame: yes(frame) if test(frame) is True else no(frame), join(then.kind, otherwise.kind))

    def _list(self, node: Node, scope: Scope) -> Compiled:
        items = [self.compile(part, scope) for part in node.parts]
        kind = NULL if items else ANY
        for item in items:
            kind = join(kind, item.kind)
        codes = [item.code for item in items]
        return Compiled(lambda frame: [code(frame) for code in codes], list_of(kind))

    def _context(self, node: Node, scope: Scope) -> Compiled:
        inner = Scope(outer=scope)
        entries: list[tuple[str, int, Code]] = []
        fields: dict[str, Kind] = {}
        for (key, _), part in zip(node.value, node.parts, strict=True):
            entry = self.compile(part, inner)
            slot = self.slots.take()
            entries.append((key, slot, entry.code))
            fields[key] = entry.kind
            inner.variables[key] = (entry.kind, slot)

        def code(frame: Frame) -> Value:
            found: dict[str, Value] = {}
            for key, slot, entry in entries:
                found[key] = frame[slot] = entry(frame)
            return found

        return Compiled(code, context_of(fields) if fields else CONTEXT)

    def _filter(self, node: Node, scope: Scope) -> Compiled:
        source = self.compile(node.parts[0], scope)
        element = source.kind.of[0] if source.kind.name == "list" else source.kind
        slot = self.slots.take()
        inner = Scope(outer=Scope(outer=scope, variables={"item": (element, slot)}), item=(element, slot))
        condition = self.compile(node.parts[1], inner)
        if condition.kind not in (ANY, NULL, BOOLEAN, NUMBER):
            raise self.fault("list index", node.parts[1].at, kind=condition.kind.words())
        code = _filtered(source.code, condition.code, slot, cost(node.parts[1]), condition.kind)
        if condition.kind == NUMBER:
            return Compiled(code, element)
        return Compiled(code, list_of(element) if condition.kind == BOOLEAN else ANY)


def _constant(value: Value, kind: Kind) -> Compiled:
    return Compiled(lambda frame: value, kind, constant=True, value=value)


def _logic(operator: str, left: Code, right: Code) -> Code:
    decided = operator == "or"
    combine = either if decided else both

    def code(frame: Frame) -> Value:
        first = left(frame)
        return decided if first is decided else combine(first, right(frame))

    return code


def _exact(does: Callable[[Decimal, Decimal], Decimal | None], left: Code, right: Code) -> Code:
    def code(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        return None if one is None or other is None else does(one, other)

    return code


def _compared(does: Callable[[Value, Value], bool | None], left: Code, right: Code) -> Code:
    def code(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if is_deep(one) and type(one) is type(other):
            frame[0].visit(one)
        return does(one, other)

    return code


def _calculated(operator: str, left: Code, right: Code) -> Code:
    def code(frame: Frame) -> Value:
        found = calculate(operator, left(frame), right(frame))
        if type(found) is str:
            frame[0].text(len(found))
        elif type(found) is not Decimal:
            frame[0].spend(20)
        return found

    return code


def _numbers(operator: str, left: Code, right: Compiled) -> Code:
    """Comparisons of numbers, most of all conditions."""
    other = right.code
    does: Any = {
        "=": Decimal.__eq__,
        "!=": Decimal.__ne__,
        "<": Decimal.__lt__,
        "<=": Decimal.__le__,
        ">": Decimal.__gt__,
        ">=": Decimal.__ge__,
    }[operator]
    nothing = {"=": True, "!=": False}.get(operator)
    differs = {"=": False, "!=": True}.get(operator)

    def code(frame: Frame) -> Value:
        one, two = left(frame), other(frame)
        if one is None or two is None:
            return nothing if one is two else differs
        return does(one, two)

    return code


def _filtered(source: Code, condition: Code, slot: int, price: int, kind: Kind) -> Code:
    """Table 68: by position, or by a condition for each item."""

    def code(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        if type(items) is not list:
            items = [items]
        if kind == NUMBER:
            return _at_position(items, condition(frame))
        run = frame[0]
        found: list[Value] = []
        for item in items:
            run.spend(price)
            frame[slot] = item
            decided = condition(frame)
            if decided is True:
                found.append(item)
            elif type(decided) is Decimal:
                return _at_position(items, decided)
        return found

    return code


def _at_position(items: list[Value], position: Value) -> Value:
    if type(position) is not Decimal or not decimals.is_whole(position) or abs(position) > len(items):
        return None
    at = int(position)
    return None if at == 0 else items[at - 1 if at > 0 else at]
