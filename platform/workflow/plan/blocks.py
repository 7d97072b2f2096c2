"""Which join belongs to which fork, and the path of blocks and branches around each node."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflow.plan.faults import Fault
from workflow.plan.graph import Flow, Node
from workflow.plan.model import Block, Path

MOST_BRANCHES = 60
FORKS = frozenset({"fork", "split", "open"})
JOINS = frozenset({"join", "merge", "close"})
#: Which joins close which fork. An inclusive merge waits for whatever comes, so it also closes a parallel fork.
_CLOSES = {"fork": {"join", "merge"}, "split": {"merge"}, "open": {"close"}}


@dataclass
class Matching:
    """The found structure."""

    paths: dict[str, Path] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)


def match(nodes: Mapping[str, Node], outs: Mapping[str, Sequence[Flow]], start: str, faults: list[Fault]) -> Matching:
    """Walk from the start and give each node its path; what crosses the edge of a block is told."""
    found = Matching(paths={start: ()})
    closed_by: dict[str, str] = {}
    closes: dict[str, str] = {}
    arrived: dict[str, set[int]] = {}
    ends: list[Path] = []
    todo = deque([start])
    while todo:
        here = todo.popleft()
        path = found.paths[here]
        node = nodes[here]
        if node.kind == "end":
            ends.append(path)
        if node.kind == "open":
            # No flow leads to the closing edge: it is reached when all inside has ended.
            closed_by[here] = f"{here.removesuffix('#open')}#close"
            found.paths[closed_by[here]] = path
            todo.append(closed_by[here])
        if node.kind in FORKS and len(outs[here]) > MOST_BRANCHES:
            faults.append(Fault("too-many-branches", here, params={"most": MOST_BRANCHES}))
            return found
        for number, flow in enumerate(outs[here]):
            target = nodes[flow.target]
            onward = (*path, (here, number)) if node.kind in FORKS else path
            if target.kind in JOINS:
                if not onward:
                    faults.append(Fault("join-without-fork", target.key))
                    return found
                fork, branch = onward[-1]
                if closes.setdefault(target.key, fork) != fork or closed_by.setdefault(fork, target.key) != target.key:
                    faults.append(Fault("blocks-cross", target.key, params={"other": fork}))
                    return found
                if target.kind not in _CLOSES[nodes[fork].kind]:
                    faults.append(Fault("join-of-another-kind", target.key, params={"other": fork}))
                    return found
                arrived.setdefault(fork, set()).add(branch)
                onward = onward[:-1]
            known = found.paths.get(flow.target)
            if known is None:
                found.paths[flow.target] = onward
                todo.append(flow.target)
            elif known != onward:
                faults.append(Fault("blocks-cross", flow.target, params={"other": here}))
                return found
    ended: dict[str, set[int]] = {}
    for path in ends:
        for fork, branch in reversed(path):
            ended.setdefault(fork, set()).add(branch)
            if fork in closed_by:
                break
    for key in found.paths:
        if nodes[key].kind in FORKS:
            _close(nodes, outs, key, closed_by, arrived, ended, found, faults)
    return found


def _close(
    nodes: Mapping[str, Node],
    outs: Mapping[str, Sequence[Flow]],
    fork: str,
    closed_by: Mapping[str, str],
    arrived: Mapping[str, set[int]],
    ended: Mapping[str, set[int]],
    found: Matching,
    faults: list[Fault],
) -> None:
    join = closed_by.get(fork)
    branches = len(outs[fork])
    if nodes[fork].kind == "fork" and join is not None:
        missing = set(range(branches)) - arrived.get(fork, set())
        if missing:
            faults.append(Fault("branch-misses-join", outs[fork][min(missing)].key, params={"other": join}))
        elif stray := ended.get(fork):
            # A parallel join would wait for ever for a branch that has ended.
            faults.append(Fault("branch-may-end", outs[fork][min(stray)].key, params={"other": join}))
    found.blocks[fork] = Block(fork, join, branches)
