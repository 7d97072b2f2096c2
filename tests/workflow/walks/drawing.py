"""Random processes: nested blocks, choices, loops, votes of all kinds, from one seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from workflow.plan import BadCondition, Condition, Graph, Plan, compile_graph, graph_of_tree

PEOPLE = [UUID(int=0x7000 << 64 | 0x8000 << 48 | number) for number in range(1, 11)]
VALUES = ("a", "b", "c")


class Plain:
    """Conditions "name > number" and "name < number"; unknown names do not decide."""

    def compile(self, text: str) -> Condition:
        name, sign, number = text.split()
        if sign not in "<>":
            raise BadCondition(text)
        return _Comparison(name, sign, int(number))


class _Comparison:
    def __init__(self, name: str, sign: str, number: int) -> None:
        self.name, self.sign, self.number = name, sign, number

    def evaluate(self, values: Mapping[str, Any]) -> bool | None:
        value = values.get(self.name)
        if value is None:
            return None
        return bool(value > self.number) if self.sign == ">" else bool(value < self.number)


class Drawer:
    """Draws one process."""

    def __init__(self, chance: random.Random, *, subs: tuple[str, ...] = (), calm: bool = False) -> None:
        self.chance, self.subs, self.calm = chance, subs, calm
        self.count = 0

    def tree(self) -> dict[str, Any]:
        """A source for the tree compiler; always sound."""
        return {"start": {"key": "start"}, "steps": self.steps(0, [], self.chance.randint(2, 5)) or [self.human()]}

    def steps(self, depth: int, earlier: list[str], number: int, inside: bool = False) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        reachable = list(earlier)
        for _ in range(number):
            roll = self.chance.random() if self.count < 40 else 0.9
            if depth < 3 and roll < 0.16:
                found.append(self.block("parallel", depth))
            elif depth < 3 and roll < 0.28:
                found.append(self.block("inclusive", depth))
            elif depth < 3 and roll < 0.44:
                found.append(self.choice(depth, reachable, inside))
            elif roll < 0.50:
                found.append({"kind": "cc", "key": self.key(), "handler": {"rule": "people", "people": ["x"]}})
            elif roll < 0.54:
                found.append(
                    {"kind": "auto", "key": self.key(), "set": {self.chance.choice(VALUES): self.chance.randint(0, 9)}}
                )
            elif roll < 0.58:
                found.append({"kind": "wait", "key": self.key(), "hours": 1})
            elif self.subs and roll < 0.62:
                found.append({"kind": "sub", "key": self.key(), "process": self.chance.choice(self.subs)})
            else:
                step = self.human()
                reachable.append(step["key"])
                found.append(step)
        return found

    def block(self, kind: str, depth: int) -> dict[str, Any]:
        branches = []
        for number in range(self.chance.randint(2, 3)):
            branch: dict[str, Any] = {"steps": self.steps(depth + 1, [], self.chance.randint(1, 3), True)}
            if kind == "inclusive":
                branch |= {"otherwise": True} if number == 0 else {"when": self.when()}
            branches.append(branch)
        return {"kind": kind, "key": self.key(), "branches": branches}

    def choice(self, depth: int, earlier: list[str], inside: bool) -> dict[str, Any]:
        branches: list[dict[str, Any]] = []
        for _ in range(self.chance.randint(1, 2)):
            steps = self.steps(depth + 1, earlier, self.chance.randint(0, 2), inside)
            roll = self.chance.random()
            if roll < 0.2 and earlier:
                steps.append({"kind": "again", "to": self.chance.choice(earlier)})
            elif roll < 0.26 and not inside:
                steps.append({"kind": "end", "key": self.key()})
            branches.append({"when": self.when(), "steps": steps})
        branches.append({"otherwise": True, "steps": self.steps(depth + 1, earlier, self.chance.randint(0, 2), inside)})
        return {"kind": "condition", "key": self.key(), "branches": branches}

    def human(self) -> dict[str, Any]:
        chance = self.chance
        people = chance.sample(PEOPLE, chance.choice([1, 1, 1, 2, 3, 4]))
        step: dict[str, Any] = {
            "kind": "approve",
            "key": self.key(),
            "handler": {"rule": "people", "people": [str(one) for one in people], "pool": chance.random() < 0.08},
            "vote": self.vote(people),
            "same": chance.choice(["ask", "ask", "consecutive", "any"]),
        }
        if chance.random() < 0.3:
            step["deadline"] = {"hours": 1, "then": chance.choice(["remind", "agree", "return", "superior"])}
        if chance.random() < 0.08:
            step["empty"] = chance.choice(["skip", "managers"])
        return step

    def vote(self, people: list[UUID]) -> dict[str, Any]:
        chance = self.chance
        vote: dict[str, Any] = {
            "mode": chance.choice(["any", "all", "ratio", "number", "weighted"]),
            "order": chance.choice(["parallel", "parallel", "serial"]),
            "num": 2,
            "den": 3,
            "need": chance.randint(1, len(people)),
            "abstain": chance.choice(["reduce", "against", "agree"]),
            "wait_for_all": chance.random() < 0.2,
            "on_fail": chance.choice(["starter", "previous", "previous"] + ([] if self.calm else ["end"])),
        }
        if vote["mode"] == "weighted":
            vote["weights"] = {str(one): chance.randint(1, 4) for one in people}
        if chance.random() < 0.2:
            vote["veto"] = [str(people[0])] if chance.random() < 0.5 else ["all"]
        return vote

    def when(self) -> str:
        return f"{self.chance.choice((*VALUES, 'nothing'))} {self.chance.choice('<>')} {self.chance.randint(0, 9)}"

    def key(self) -> str:
        self.count += 1
        return f"n{self.count}"


def drawn(seed: int, **options: Any) -> Plan:
    """The plan of a seed. Raises AssertionError when the compiler refuses it."""
    compiled = compile_graph(graph_of_tree(Drawer(random.Random(seed), **options).tree()), Plain())
    assert compiled.plan is not None and not compiled.faults, (seed, compiled.faults)
    return compiled.plan


def drawn_graph(seed: int) -> Graph:
    """The drawing of a seed."""
    return graph_of_tree(Drawer(random.Random(seed)).tree())
