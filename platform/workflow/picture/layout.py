"""Where each step of a plan stands: the tree is read off the plan by where branches meet again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.plan.model import Plan, Step, Way

CARD_WIDTH, CARD_HEIGHT = 184, 68
EMPTY_WIDTH = 96
GAP_X, GAP_Y = 20, 34
LABEL = 26
DOT = 14
#: Kinds that are only a place where ways meet or part.
SMALL = frozenset({"pass", "close", "open", "join", "merge"})


@dataclass(frozen=True)
class Spot:
    """A step in the picture: its middle at the top, and its size. `back` names steps that a way leads back to."""

    key: str
    x: float
    y: float
    width: float
    height: float
    back: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line along points, belonging to the way `key` ("" where several have met); `label` stands at `at`."""

    key: str
    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    label: str = ""
    at: tuple[float, float] | None = None


@dataclass
class Drawing:
    """Everything with its place; the origin is at the top left."""

    width: float = 0
    height: float = 0
    spots: list[Spot] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass
class _Node:
    step: Step
    back: tuple[str, ...] = ()
    branches: list[_Branch] = field(default_factory=list)


@dataclass
class _Branch:
    way: Way
    nodes: list[_Node]
    leads_on: str = ""


def laid_out(plan: Plan, labels: Mapping[str, str] | None = None) -> Drawing:
    """The places of a plan's steps. `labels` are the words at ways, by their key."""
    reader = _Reader(plan)
    nodes, _on = reader.sequence(plan.start, None)
    drawing = Drawing()
    placer = _Placer(drawing, labels or {})
    width = _width(nodes)
    bottom, _loose = placer.sequence(nodes, width / 2 + GAP_X, GAP_Y / 2, [])
    drawing.width, drawing.height = width + 2 * GAP_X, bottom + GAP_Y / 2
    return drawing


class _Reader:
    """The plan as a tree. A step stands where it is come to first; other ways to it are named, not drawn."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.seen = plan, set[str]()
        self.reach: dict[str, frozenset[str]] = {}
        self.place: dict[str, int] = {}
        self._rank(plan.start)

    def sequence(self, key: str | None, stop: str | None) -> tuple[list[_Node], str]:
        """The steps from one on until `stop`; and where it leads on to ("" at an end or back)."""
        nodes: list[_Node] = []
        while key is not None and key != stop:
            if key in self.seen:
                if nodes:
                    nodes[-1].back = (*nodes[-1].back, key)
                return nodes, ""
            self.seen.add(key)
            step = self.plan.steps[key]
            node = _Node(step, tuple(way.target for way in step.ways if way.on or self._is_back(key, way.target)))
            nodes.append(node)
            ways = [way for way in step.ways if not way.on and not self._is_back(key, way.target)]
            if len(ways) < 2:
                key = ways[0].target if ways else None
                continue
            meet = self._meeting(ways)
            for way in ways:
                inner, on = self.sequence(way.target, meet)
                node.branches.append(_Branch(way, inner, on))
            key = meet
        return nodes, key or ""

    def _is_back(self, source: str, target: str) -> bool:
        return self.place[target] <= self.place[source]

    def _meeting(self, ways: list[Way]) -> str | None:
        """The first step that most branches come to; None where no two of them meet."""
        counts: Counter[str] = Counter()
        for way in ways:
            counts.update(self.reach[way.target])
        most = max((number for key, number in counts.items() if key not in self.seen), default=0)
        shared = (key for key in self.place if counts[key] == most and key not in self.seen)
        return next(shared, None) if most > 1 else None

    def _rank(self, start: str) -> None:
        """A topological order, back arrows left out."""
        done: list[str] = []
        state: dict[str, int] = {start: 1}
        stack = [(start, iter([way.target for way in self.plan.steps[start].ways if not way.on][::-1]))]
        while stack:
            key, targets = stack[-1]
            following = next(targets, None)
            if following is None:
                done.append(key)
                state[key] = 2
                stack.pop()
            elif following not in state:
                state[following] = 1
                ways = [way.target for way in self.plan.steps[following].ways if not way.on]
                stack.append((following, iter(ways[::-1])))
        # What only special ways lead to stands last.
        order = [*done[::-1], *(key for key in self.plan.steps if key not in state)]
        self.place = {key: number for number, key in enumerate(order)}
        for key in reversed(order):
            on = [way.target for way in self.plan.steps[key].ways if not way.on and not self._is_back(key, way.target)]
            self.reach[key] = frozenset({key}).union(*(self.reach[one] for one in on))


class _Placer:
    def __init__(self, drawing: Drawing, labels: Mapping[str, str]) -> None:
        self.drawing, self.labels = drawing, labels

    def sequence(
        self, nodes: list[_Node], middle: float, top: float, loose: list[tuple[str, str, float, float]]
    ) -> tuple[float, list[tuple[str, str, float, float]]]:
        """Place steps below each other. `loose` are ends that lead here: (way, step, x, y). Answers bottom and loose ends."""
        for number, node in enumerate(nodes):
            width, height = _size(node.step)
            if number:
                top += GAP_Y
            for way, source, x, y in loose:
                self.line(way, source, node.step.key, x, y, middle, top)
            self.drawing.spots.append(Spot(node.step.key, middle, top, width, height, node.back))
            top += height
            if node.branches:
                top, loose = self.branches(node, middle, top)
            else:
                ways = [way.key for way in node.step.ways if not way.on]
                ends = not ways or (number == len(nodes) - 1 and bool(node.back))
                loose = [] if ends else [(ways[0], node.step.key, middle, top)]
        return top, loose

    def branches(self, node: _Node, middle: float, top: float) -> tuple[float, list[tuple[str, str, float, float]]]:
        widths = [_width(branch.nodes) for branch in node.branches]
        left = middle - (sum(widths) + GAP_X * (len(widths) - 1)) / 2
        bottom, loose = top, []
        for branch, width in zip(node.branches, widths, strict=True):
            x = left + width / 2
            start = top + GAP_Y + LABEL
            points = _bent(middle, top, x, start)
            label, at = self.labels.get(branch.way.key, ""), (x, top + GAP_Y / 2 + LABEL / 2 + 4)
            source = node.step.key
            self.drawing.lines.append(Line(branch.way.key, source, branch.way.target, points, label, at))
            if branch.nodes:
                end, inner = self.sequence(branch.nodes, x, start, [])
            else:
                end, inner = start, [(branch.way.key, source, x, start)] if branch.leads_on else []
            bottom = max(bottom, end)
            loose += inner
            left += width + GAP_X
        return bottom, [(way, source, x, y) for way, source, x, y in loose]

    def line(self, way: str, source: str, target: str, x: float, y: float, to_x: float, to_y: float) -> None:
        turn = to_y - GAP_Y / 2
        points = ((x, y), (to_x, to_y)) if x == to_x else ((x, y), (x, turn), (to_x, turn), (to_x, to_y))
        self.drawing.lines.append(Line(way, source, target, points))


def _bent(x: float, y: float, to_x: float, to_y: float) -> tuple[tuple[float, float], ...]:
    turn = y + GAP_Y / 2
    return ((x, y), (to_x, to_y)) if x == to_x else ((x, y), (x, turn), (to_x, turn), (to_x, to_y))


def _width(nodes: list[_Node]) -> float:
    widths = [float(CARD_WIDTH if nodes else EMPTY_WIDTH)]
    for node in nodes:
        if node.branches:
            inner = [_width(branch.nodes) for branch in node.branches]
            widths.append(sum(inner) + GAP_X * (len(inner) - 1))
    return max(widths)


def _size(step: Step) -> tuple[float, float]:
    if step.kind in SMALL:
        return DOT, DOT
    if step.kind in {"choice", "fork", "split"}:
        return (CARD_WIDTH, 30) if step.name else (DOT, DOT)
    if step.kind == "end":
        return 72, 28
    return CARD_WIDTH, CARD_HEIGHT
