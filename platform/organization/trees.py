"""Trees kept as materialised paths: a node's path is its ancestors' ids and its own, root first, each ended by a slash.

The subtree of a node is every path that begins with its path; its ancestors are the ids in its path.
Pure text: no database, no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

MAX_DEPTH = 24


def path_of(node: UUID, parent_path: str = "") -> str:
    """The path of a node below a parent's path (empty for a root)."""
    return f"{parent_path}{node.hex}/"


def ids_in(path: str) -> list[UUID]:
    """The ids in a path, root first, the node itself last."""
    return [UUID(hex=part) for part in path.split("/") if part]


def depth_of(path: str) -> int:
    """How deep a path is; a root has depth 1."""
    return path.count("/")


def contains(above: str, below: str) -> bool:
    """Whether the second path is the first or lies under it."""
    return below.startswith(above)


def ordered(parents: Mapping[str, str | None]) -> list[str]:
    """Keys with every parent before its children, otherwise in the order given.

    Raises ValueError with the members of a cycle, joined by " → ", when there is one. A parent that is
    not a key is taken as standing outside: the caller has checked it.
    """
    done: dict[str, None] = {}
    for start in parents:
        trail: list[str] = []
        seen: set[str] = set()
        key: str | None = start
        while key is not None and key in parents and key not in done:
            if key in seen:
                cycle = trail[trail.index(key) :]
                raise ValueError(" → ".join([*cycle, key]))
            seen.add(key)
            trail.append(key)
            key = parents[key]
        done.update(dict.fromkeys(reversed(trail)))
    return list(done)


def topmost(paths: Iterable[str]) -> list[str]:
    """Of some paths those that lie under no other of them."""
    result: list[str] = []
    for path in sorted(paths):
        if not result or not path.startswith(result[-1]):
            result.append(path)
    return result
