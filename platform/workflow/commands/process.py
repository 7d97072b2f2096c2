"""`tongban process import --check DIR`: what of a folder of BPMN files can be imported, and what not, named."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation

from kernel.supervisor.failure import CannotStart
from workflow import words
from workflow.bpmn import Refused, read, write
from workflow.conditions import Feel
from workflow.plan import Fault, compile_graph

NAME = "process"
HELP = "processes: `process import --check DIR` tells what of a folder of BPMN files can be imported"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `process`."""
    parser.add_argument("action", choices=["import"])
    parser.add_argument(
        "--check", metavar="DIR", required=True, type=Path, help="a folder with BPMN files, or one file"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def run(args: argparse.Namespace) -> int:
    """0 when every file compiles or is refused for a named reason; 1 when one is not stable when written and read again."""
    if not args.check.exists():
        raise CannotStart(f"There is no {args.check}.")
    files = [args.check] if args.check.is_file() else sorted(path for path in args.check.rglob("*") if _is_bpmn(path))
    with translation.override("zh-hans"):
        rows = [{"file": str(path), **check(path.read_bytes())} for path in files]
    totals = Counter(str(row["result"]) for row in rows)
    if args.json:
        print(json.dumps({"files": rows, "totals": totals}, ensure_ascii=False))
    else:
        for row in rows:
            reasons = "; ".join(f"{one['code']} {one['element']} {one['place']}".strip() for one in row["reasons"][:4])
            print(f"{row['result']:9} {row['file']}  {reasons}")
        codes = Counter(one["code"] for row in rows if row["result"] == "refused" for one in row["reasons"])
        print(" ".join(f"{name}: {number}" for name, number in sorted(totals.items())))
        print(" ".join(f"{code}×{number}" for code, number in codes.most_common()))
    return 1 if totals["unstable"] else 0


def check(data: bytes) -> dict[str, Any]:
    """One file: "compiled", "refused" or "unstable", with reasons and gaps by place."""
    try:
        graph = read(data)
    except Refused as refused:
        reasons = [
            {"code": one.code, "element": one.element, "place": one.place, "line": one.line} for one in refused.refusals
        ]
        return {"result": "refused", "reasons": reasons, "gaps": []}
    compiled = compile_graph(graph, Feel({}))
    if compiled.plan is None:
        return {"result": "refused", "reasons": _told(compiled.errors), "gaps": []}
    stable = read(write(graph, key="process", name="")) == graph
    return {"result": "compiled" if stable else "unstable", "reasons": [], "gaps": _told(compiled.gaps)}


def _told(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [{"code": one.code, "element": "", "place": one.place, "words": words.of_fault(one)} for one in faults]


def _is_bpmn(path: Path) -> bool:
    return path.is_file() and path.suffix in {".bpmn", ".xml", ".bpmn20"}
