"""A graph becomes a plan, or every reason why it does not, each with its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workflow.plan import settings
from workflow.plan.blocks import FORKS, match
from workflow.plan.conditions import BadCondition, Language
from workflow.plan.faults import Fault
from workflow.plan.graph import KINDS, PEOPLE, Flow, Graph, Node
from workflow.plan.model import Plan, Step, Way

MOST_NODES = 500


@dataclass(frozen=True)
class Compiled:
    """The plan, or None; and everything that is wrong. `gaps` alone do not keep a plan from being made."""

    plan: Plan | None
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What keeps it from being compiled."""
        return tuple(one for one in self.faults if not one.gap)

    @property
    def gaps(self) -> tuple[Fault, ...]:
        """What keeps it from being published."""
        return tuple(one for one in self.faults if one.gap)

    @property
    def is_publishable(self) -> bool:
        """Whether nothing is missing."""
        return self.plan is not None and not self.faults


def compile_graph(graph: Graph, language: Language) -> Compiled:
    """Check and compile. Never raises for a drawing, however wrong it is."""
    faults: list[Fault] = []
    if not _is_sound(graph, faults):
        return Compiled(None, tuple(faults))
    graph = _explicit(graph)
    nodes = {one.key: one for one in graph.nodes}
    outs: dict[str, list[Flow]] = {key: [] for key in nodes}
    ins: Counter[str] = Counter()
    for flow in graph.flows:
        outs[flow.source].append(flow)
        ins[flow.target] += 1
    nodes = {key: _classified(one, ins[key], len(outs[key])) for key, one in nodes.items()}
    start = next(key for key, one in nodes.items() if one.kind == "start")
    _check_reach(nodes, outs, start, faults)
    _check_flows(nodes, outs, language, faults)
    found = match(nodes, outs, start, faults) if not any(not one.gap for one in faults) else None
    read = {key: settings.read(one, faults) for key, one in nodes.items()}
    if found is None or any(not one.gap for one in faults):
        return Compiled(None, tuple(faults))
    steps = {
        key: Step(
            key=key,
            kind=one.kind,
            name=one.name,
            path=found.paths[key],
            ways=tuple(Way(flow.key, flow.target, flow.when, flow.otherwise, flow.on) for flow in outs[key]),
            **read[key],
        )
        for key, one in nodes.items()
    }
    return Compiled(Plan(start, steps, found.blocks, _before(steps)), tuple(faults))


def _is_sound(graph: Graph, faults: list[Fault]) -> bool:
    if len(graph.nodes) > MOST_NODES:
        faults.append(Fault("too-many-nodes", params={"most": MOST_NODES}))
        return False
    counted = Counter(one.key for one in graph.nodes)
    faults += [Fault("key-twice", key) for key, number in counted.items() if number > 1 or not key]
    faults += [Fault("flow-twice", key) for key, n in Counter(one.key for one in graph.flows).items() if n > 1]
    faults += [
        Fault("unknown-kind", one.key, params={"name": one.kind}) for one in graph.nodes if one.kind not in KINDS
    ]
    for flow in graph.flows:
        faults += [
            Fault("flow-to-nowhere", flow.key, params={"name": end})
            for end in (flow.source, flow.target)
            if end not in counted
        ]
    starts = [one.key for one in graph.nodes if one.kind == "start"]
    if not starts:
        faults.append(Fault("no-start"))
    faults += [Fault("several-starts", key) for key in starts[1:]]
    if not any(one.kind == "end" for one in graph.nodes):
        faults.append(Fault("no-end"))
    return not faults


def _explicit(graph: Graph) -> Graph:
    """The same drawing with a gateway of its own wherever a node parts the ways by itself, or joins and forks at once."""
    outs: dict[str, list[Flow]] = defaultdict(list)
    ins: Counter[str] = Counter()
    for flow in graph.flows:
        outs[flow.source].append(flow)
        ins[flow.target] += 1
    nodes: list[Node] = []
    moved: dict[str, str] = {}
    added: list[Flow] = []
    for node in graph.nodes:
        nodes.append(node)
        plain = [flow for flow in outs[node.key] if not flow.on]
        if node.kind in {"parallel", "inclusive"} and ins[node.key] > 1 and len(plain) > 1:
            fork = Node(f"{node.key}#fork", node.kind, node.name)
        elif node.kind not in {"exclusive", "parallel", "inclusive", "open", "end"} and len(plain) > 1:
            conditional = any(flow.when or flow.otherwise for flow in plain)
            fork = Node(f"{node.key}#fork", "inclusive" if conditional else "parallel", "")
        else:
            continue
        nodes.append(fork)
        added.append(Flow(f"{node.key}#out", node.key, fork.key))
        moved |= {flow.key: fork.key for flow in plain}
    flows = [replace(flow, source=moved.get(flow.key, flow.source)) for flow in graph.flows]
    return Graph(tuple(nodes), tuple(flows + added))


def _classified(node: Node, ins: int, outs: int) -> Node:
    """Gateways by their flows: "fork", "join", "split", "merge", "choice", or "pass" where nothing parts or meets."""
    match node.kind:
        case "exclusive":
            kind = "choice" if outs > 1 else "pass"
        case "parallel":
            kind = "fork" if outs > 1 else "join" if ins > 1 else "pass"
        case "inclusive":
            kind = "split" if outs > 1 else "merge" if ins > 1 else "pass"
        case other:
            kind = other
    return node if kind == node.kind else replace(node, kind=kind)


def _check_reach(
    nodes: Mapping[str, Node], outs: Mapping[str, Sequence[Flow]], start: str, faults: list[Fault]
) -> None:
    backwards: dict[str, list[str]] = defaultdict(list)
    for flows in outs.values():
        for flow in flows:
            backwards[flow.target].append(flow.source)
            if flow.target == start:
                faults.append(Fault("flow-into-start", flow.key))
    reached = _closure([start], lambda key: (flow.target for flow in outs[key]))
    ending = _closure((key for key, one in nodes.items() if one.kind == "end"), lambda key: backwards[key])
    # The flow of an embedded part ends inside it and goes on at its closing edge.
    closes = {key for key, one in nodes.items() if one.kind == "close"}
    if closes:
        reached |= _closure(closes & _closes_of(nodes, reached), lambda key: (flow.target for flow in outs[key]))
    for key, node in nodes.items():
        if node.kind == "end" and outs[key]:
            faults.append(Fault("flow-out-of-end", key))
        if node.kind != "end" and not outs[key]:
            faults.append(Fault("dead-end", key))
        elif key not in reached:
            faults.append(Fault("unreachable", key))
        elif key not in ending:
            faults.append(Fault("no-way-to-an-end", key))


def _closes_of(nodes: Mapping[str, Node], reached: set[str]) -> set[str]:
    return {f"{key.removesuffix('#open')}#close" for key in reached if nodes[key].kind == "open"}


def _closure(seeds: Iterable[str], onward: object) -> set[str]:
    found = set(seeds)
    todo = list(found)
    while todo:
        for key in onward(todo.pop()):  # type: ignore[operator]
            if key not in found:
                found.add(key)
                todo.append(key)
    return found


def _check_flows(
    nodes: Mapping[str, Node], outs: Mapping[str, Sequence[Flow]], language: Language, faults: list[Fault]
) -> None:
    for key, flows in outs.items():
        kind = nodes[key].kind
        decides = kind in {"choice", "split"}
        for flow in flows:
            if flow.on and (kind not in PEOPLE or flow.on not in {"rejected", "timeout"}):
                faults.append(Fault("special-way-out-of-place", flow.key))
            if flow.when and not decides:
                faults.append(Fault("condition-out-of-place", flow.key))
            elif flow.when:
                try:
                    language.compile(flow.when)
                except BadCondition as error:
                    faults.append(Fault("bad-condition", flow.key, gap=True, params={"words": str(error)}))
            elif kind == "choice" and not flow.otherwise:
                faults.append(Fault("no-condition", flow.key, gap=True))
        if decides and sum(flow.otherwise for flow in flows) > 1:
            faults.append(Fault("several-defaults", key))
        if decides and not any(flow.otherwise for flow in flows) and all(flow.when for flow in flows):
            faults.append(Fault("no-default", key, gap=True))
        for special in ("rejected", "timeout"):
            if sum(flow.on == special for flow in flows) > 1:
                faults.append(Fault("special-way-twice", key))
        if kind in PEOPLE and not any(not flow.on for flow in flows):
            faults.append(Fault("dead-end", key))


def _before(steps: Mapping[str, Step]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {key: set() for key, one in steps.items() if one.is_human}
    for key in found:
        for after in _closure([way.target for way in steps[key].ways], lambda at: _after(steps, at)):
            if after in found:
                found[after].add(key)
    return {key: frozenset(value) for key, value in found.items()}


def _after(steps: Mapping[str, Step], key: str) -> list[str]:
    return [way.target for way in steps[key].ways]


__all__ = ["FORKS", "Compiled", "compile_graph"]
