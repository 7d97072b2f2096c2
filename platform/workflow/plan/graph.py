"""The drawn process: nodes and flows, as designers and BPMN know them. Every source becomes one, and every export begins with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: People work here.
PEOPLE = frozenset({"start", "approve", "handle"})
#: The product does something here and goes on.
MACHINE = frozenset({"cc", "auto", "wait", "sub"})
#: Ways part and meet; which of the two is seen from the flows. `open` and `close` are the edges of an embedded part.
GATEWAYS = frozenset({"exclusive", "parallel", "inclusive", "open", "close"})
KINDS = PEOPLE | MACHINE | GATEWAYS | {"end"}


@dataclass(frozen=True)
class Node:
    """A node as drawn. `settings` are JSON and belong to the kind; unknown ones are told when it is compiled."""

    key: str
    kind: str
    name: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    """An arrow. `when` is a condition's text, `otherwise` marks the default, `on` a special way out
    ("rejected": the vote failed, "timeout": the deadline passed)."""

    key: str
    source: str
    target: str
    when: str = ""
    otherwise: bool = False
    name: str = ""
    on: str = ""


@dataclass(frozen=True)
class Graph:
    """A drawn process in the order of the drawing."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON; `from_dict` reads it. Empty parts are left out."""
        return {
            "nodes": [
                _filled({"key": one.key, "kind": one.kind, "name": one.name, "settings": dict(one.settings)})
                for one in self.nodes
            ],
            "flows": [
                _filled(
                    {
                        "key": one.key,
                        "source": one.source,
                        "target": one.target,
                        "when": one.when,
                        "otherwise": one.otherwise,
                        "name": one.name,
                        "on": one.on,
                    }
                )
                for one in self.flows
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Graph:
        """Raises KeyError or TypeError on anything that `as_dict` does not answer."""
        return cls(
            tuple(Node(**one) for one in _rows(data["nodes"])),
            tuple(Flow(**one) for one in _rows(data["flows"])),
        )


def _rows(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(one) for one in given]


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", {}, False, None)}
