"""The plan: what the engine runs. Immutable, JSON through and through, named by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

Path = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Way:
    """A way out of a step. Empty `when` and not `otherwise`: always open."""

    key: str
    target: str
    when: str = ""
    otherwise: bool = False
    on: str = ""


@dataclass(frozen=True)
class Handler:
    """Who works at a step. `rule` is one of workflow.plan.settings.RULES; the other parts are read by that rule."""

    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    pool: bool = False


@dataclass(frozen=True)
class VoteRule:
    """How many voices decide. Ratios are num/den in whole numbers; weights are by person id.

    `order`: "parallel" or "serial". `mode`: "any", "all", "ratio", "number", "weighted". `abstain`:
    "reduce" (leaves the count), "against", "agree". `on_fail`: "end", "starter", "previous", "branch".
    `veto`: "all", or person ids whose no decides at once.
    """

    mode: str = "all"
    order: str = "parallel"
    num: int = 1
    den: int = 1
    need: int = 1
    weights: Mapping[str, int] = field(default_factory=dict)
    veto: tuple[str, ...] = ()
    abstain: str = "reduce"
    wait_for_all: bool = False
    on_fail: str = "end"


@dataclass(frozen=True)
class Deadline:
    """Working time from the arrival; `days` end with the working day. `then`: what happens when it passes."""

    hours: float = 0
    days: int = 0
    then: str = "remind"


@dataclass(frozen=True)
class Step:
    """A node of the plan. `path` are the blocks and branches around it, outermost first."""

    key: str
    kind: str
    name: str
    path: Path
    ways: tuple[Way, ...]
    handler: Handler | None = None
    vote: VoteRule = field(default_factory=VoteRule)
    deadline: Deadline | None = None
    empty: str = "block"
    same: str = "consecutive"
    own: str = "self"
    rights: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_human(self) -> bool:
        """Whether people work here, so that one can return to it."""
        return self.kind in {"start", "approve", "handle"}

    def right(self, name: str) -> bool:
        """Whether a button is offered here; all are, unless the node says otherwise."""
        return bool(self.rights.get(name, True))


@dataclass(frozen=True)
class Block:
    """A fork with its join (None: all branches end inside), and how many branches it has."""

    fork: str
    join: str | None
    branches: int


@dataclass(frozen=True)
class Plan:
    """A compiled process. `before` names, for each human step, the human steps from which it can be reached."""

    start: str
    steps: Mapping[str, Step]
    blocks: Mapping[str, Block]
    before: Mapping[str, frozenset[str]]

    def body(self) -> dict[str, Any]:
        """The JSON of the plan; `plan_of` reads it."""
        return {
            "v": 1,
            "start": self.start,
            "steps": [_step(one) for one in self.steps.values()],
            "blocks": [asdict(one) for one in self.blocks.values()],
            "before": {key: sorted(value) for key, value in self.before.items()},
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical body: the plan's name."""
        text = json.dumps(self.body(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_of(body: Mapping[str, Any]) -> Plan:
    """The plan of a stored body. Raises ValueError for a body of another version."""
    if body.get("v") != 1:
        raise ValueError("this plan was compiled by another version of the engine")
    steps = [
        Step(
            **{
                **one,
                "path": tuple((fork, branch) for fork, branch in one["path"]),
                "ways": tuple(Way(**way) for way in one["ways"]),
                "handler": Handler(**one["handler"]) if one["handler"] else None,
                "vote": VoteRule(**{**one["vote"], "veto": tuple(one["vote"]["veto"])}),
                "deadline": Deadline(**one["deadline"]) if one["deadline"] else None,
            }
        )
        for one in body["steps"]
    ]
    return Plan(
        body["start"],
        {one.key: one for one in steps},
        {one["fork"]: Block(**one) for one in body["blocks"]},
        {key: frozenset(value) for key, value in body["before"].items()},
    )


def _step(one: Step) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in one.__dataclass_fields__}
    row["path"] = [list(pair) for pair in one.path]
    row["ways"] = [asdict(way) for way in one.ways]
    row["handler"] = asdict(one.handler) if one.handler else None
    row["vote"] = {**asdict(one.vote), "veto": list(one.vote.veto)}
    row["deadline"] = asdict(one.deadline) if one.deadline else None
    row["rights"], row["settings"] = dict(one.rights), dict(one.settings)
    return row
