"""The vectors that both implementations must answer: `vectors.json`, groups of an expression and what it gives.

What is expected is written as the language writes values inside a list (`3`, `"text"`, `2026-11-25`, `[1, 2]`), or
`!construct line:column` for what is refused, or `!construct` for what is stopped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GROUPS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
NOW = "2026-11-25T09:00:00+08:00"


def questions() -> list[tuple[str, dict[str, Any], str]]:
    """What it is about, the question, what is expected."""
    found = []
    for group in GROUPS:
        for source, expected in group["cases"]:
            asked = {
                "source": source,
                "names": group.get("names", {}),
                "values": group.get("values", {}),
                "now": NOW,
                "text": True,
            }
            found.append((group["about"], asked, expected))
    return found


def said(answer: dict[str, Any]) -> str:
    """An answer as it is written in the file."""
    if "fault" in answer:
        return f"!{answer['fault']} {answer['line']}:{answer['column']}"
    return f"!{answer['stopped']}" if "stopped" in answer else str(answer["text"])
