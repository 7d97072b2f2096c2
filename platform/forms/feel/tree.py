"""The syntax tree: one shape of node for every construct, the same in both implementations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Node:
    """One construct. `kind` names it, `at` is its position, `parts` are the expressions in it, `value` the rest:

    number, text, at: the literal · name, path: a name · infix, unary: the operator · range: the two inclusions ·
    call: argument names or None · context: the keys with their positions · instance: a type ·
    for, some, every: names · function: names with types. `height` counts the levels below and this one.
    """

    kind: str
    at: int
    parts: list[Node] = field(default_factory=list)
    value: Any = None
    height: int = 1
