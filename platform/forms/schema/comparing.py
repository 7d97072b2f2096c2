"""What a new version changes, for whoever publishes it: fields, rules and views that came, went or are otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """`code` (words: forms.words), the field's path or the part, and what the words need."""

    code: str
    path: str = ""
    params: dict[str, Any] = field(default_factory=dict, hash=False)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """The differences between two definitions that compile, in the new one's order, what went last."""
    before, after = _flat(old), _flat(new)
    found = []
    for path, one in after.items():
        label = one.get("label") or path
        if path not in before:
            found.append(Difference("field-added", path, {"label": label}))
            continue
        was = before[path]
        if was["type"] != one["type"]:
            found.append(
                Difference("field-of-another-type", path, {"label": label, "old": was["type"], "new": one["type"]})
            )
        names = sorted(name for name in {*was, *one} - {"type", "fields"} if was.get(name) != one.get(name))
        if names:
            found.append(Difference("field-changed", path, {"label": label, "names": ", ".join(names)}))
    found += [
        Difference("field-removed", path, {"label": one.get("label") or path})
        for path, one in before.items()
        if path not in after
    ]
    found += [
        Difference(f"{part}-changed", part)
        for part in ("rules", "views", "query", "title")
        if (old.get(part) or None) != (new.get(part) or None)
    ]
    if not found and list(before) != list(after):
        found.append(Difference("order-changed"))
    return found


def _flat(raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for key, one in raw.get("fields", {}).items():
        found[key] = one
        for column, inner in one.get("fields", {}).items() if one.get("type") == "table" else ():
            found[f"{key}.{column}"] = inner
    return found
