"""for, some, every: DMN clauses 10.3.2.13 and 10.3.2.14. A loop pays for each turn what its body costs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from forms.feel.checks import Checks
from forms.feel.decimals import is_whole
from forms.feel.kinds import ANY, BOOLEAN, DATE, NULL, NUMBER, Kind, list_of
from forms.feel.scope import Code, Compiled, Frame, Scope, Slots
from forms.feel.temporal import Date, date_of_day, day_number
from forms.feel.tree import Node
from forms.feel.values import Range, Value, both, either

#: What takes longer than a look at a name, in multiples of it.
_PRICES = {"exp": 150, "log": 200, "sqrt": 40, "money in words": 60, "人民币大写": 60}
_CALL = 20


class Loops(Checks):
    """What the compiler does for loops."""

    slots: Slots

    @abstractmethod
    def compile(self, node: Node, scope: Scope) -> Compiled:
        """One construct."""

    def _span(self, node: Node, scope: Scope) -> Compiled:
        """`1..n` after `in`: upwards or downwards, numbers or dates."""
        start, end = (self.compile(part, scope) for part in node.parts)
        for part, one in zip(node.parts, (start, end), strict=True):
            if one.kind not in (ANY, NULL, NUMBER, DATE):
                raise self.fault("iteration", part.at, kind=Kind("range", (one.kind,)).words())
        kind = self.ends(start.kind, end.kind, node.at)
        first, last = start.code, end.code
        return Compiled(lambda frame: _Span(first(frame), last(frame)), list_of(kind))

    def _loop(
        self, node: Node, scope: Scope, partial: Scope | None = None
    ) -> tuple[list[Compiled], list[int], Compiled]:
        """The domains, the slots of their variables, the body."""
        inner = partial or scope
        domains: list[Compiled] = []
        slots: list[int] = []
        for name, part in zip(node.value, node.parts[:-1], strict=True):
            domain = self.compile(part, inner)
            domains.append(domain)
            slots.append(self.slots.take())
            inner = Scope(outer=inner, variables={name: (self._element(domain.kind, part.at), slots[-1])})
        return domains, slots, self.compile(node.parts[-1], inner)

    def _element(self, kind: Kind, at: int) -> Kind:
        if kind in (ANY, NULL):
            return ANY
        if kind.name == "list" or (kind.name == "range" and kind.of[0] in (ANY, NUMBER, DATE)):
            return kind.of[0]
        raise self.fault("iteration", at, kind=kind.words())

    def _for(self, node: Node, scope: Scope) -> Compiled:
        partial = self.slots.take()
        inner = Scope(outer=scope, variables={"partial": (list_of(ANY), partial)})
        domains, slots, body = self._loop(node, scope, inner)
        wants_partial = "partial" in inner.used
        walk = _walk([domain.code for domain in domains], slots, cost(node.parts[-1]))
        code_of_body = body.code

        def code(frame: Frame) -> Value:
            found: list[Value] = []
            for turn in walk(frame):
                if not turn:
                    return None
                if wants_partial:
                    frame[0].spend(len(found))
                    frame[partial] = list(found)
                found.append(code_of_body(frame))
                frame[0].grown(len(found))
            return found

        return Compiled(code, list_of(body.kind))

    def _some(self, node: Node, scope: Scope) -> Compiled:
        return self._quantified(node, scope, decided=True, combine=either)

    def _every(self, node: Node, scope: Scope) -> Compiled:
        return self._quantified(node, scope, decided=False, combine=both)

    def _quantified(
        self, node: Node, scope: Scope, *, decided: bool, combine: Callable[[Value, Value], bool | None]
    ) -> Compiled:
        domains, slots, body = self._loop(node, scope)
        self.condition(body.kind, node.parts[-1].at)
        walk = _walk([domain.code for domain in domains], slots, cost(node.parts[-1]))
        test = body.code

        def code(frame: Frame) -> Value:
            found: bool | None = not decided
            for turn in walk(frame):
                if not turn:
                    return None
                found = combine(found, test(frame))
                if found is decided:
                    return found
            return found

        return Compiled(code, BOOLEAN)


@dataclass(frozen=True, slots=True)
class _Span:
    """Two ends of an iteration."""

    start: Value
    end: Value


def _walk(domains: list[Code], slots: list[int], price: int) -> Callable[[Frame], Iterator[bool]]:
    """Sets the variables for each combination and yields true; false once when a domain cannot be gone through."""

    def walk(frame: Frame, at: int = 0) -> Iterator[bool]:
        items = _items(domains[at](frame))
        if items is None:
            yield False
            return
        slot, last = slots[at], at == len(domains) - 1
        run = frame[0]
        for item in items:
            run.spend(price if last else 1)
            frame[slot] = item
            if last:
                yield True
            else:
                yield from walk(frame, at + 1)

    return walk


def _items(domain: Value) -> Iterator[Value] | list[Value] | None:
    if type(domain) is list:
        return domain
    if type(domain) is Range:
        if domain.sign or not _in_order(domain.start, domain.end):
            return None
        return _steps(domain.start, domain.end, domain.start_included, domain.end_included)
    if type(domain) is _Span:
        return _steps(domain.start, domain.end, True, True)
    return None


def _steps(start: Value, end: Value, first: bool, last: bool) -> Iterator[Value] | None:
    """Whole numbers or days from one end to the other."""
    if type(start) is Decimal and type(end) is Decimal and is_whole(start) and is_whole(end):
        if max(abs(start), abs(end)) > 10**15:
            return None
        return _counted(int(start), int(end), first, last, Decimal)
    if type(start) is Date and type(end) is Date:
        return _counted(day_number(start), day_number(end), first, last, date_of_day)
    return None


def _counted(start: int, end: int, first: bool, last: bool, made: Callable[[int], Value]) -> Iterator[Value]:
    step = 1 if start <= end else -1
    at = start if first else start + step
    stop = end + step if last else end
    while (at < stop) if step > 0 else (at > stop):
        yield made(at)
        at += step


def _in_order(start: Value, end: Value) -> bool:
    if type(start) is Decimal and type(end) is Decimal:
        return bool(start <= end)
    return type(start) is Date and type(end) is Date and day_number(start) <= day_number(end)


def cost(node: Node) -> int:
    """How many constructs one turn of a loop works through."""
    own = 1
    if node.kind == "call":
        callee = node.parts[0]
        own = _PRICES.get(callee.value, _CALL) if callee.kind == "name" else _CALL
    elif node.kind == "infix" and node.value == "**":
        own = 60
    return own + sum(map(cost, node.parts))
