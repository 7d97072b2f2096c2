"""`tongban bench NAME`: the measurements, each a file of tests/bench with `run(args) -> dict`.

A benchmark answers `{"figures": {name: number}, "bars": [{"name", "value", "limit", "ok"}]}`; the table, the JSON and
the description of the machine are made here, the same for all.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import CHECKOUT

NAME = "bench"
HELP = "measure: `tongban bench` lists what can be measured"
BENCHES = CHECKOUT / "tests" / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `bench`."""
    parser.add_argument("name", nargs="?", help="which one; without it they are listed")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the full size, such as 0.1")


def run(args: argparse.Namespace) -> int:
    """0 when every bar is reached, 1 when one is not."""
    names = sorted(path.stem for path in BENCHES.glob("[a-z]*.py"))
    if not args.name:
        print("\n".join(["Benchmarks:", *(f"  {name}" for name in names)] if names else ["No benchmark here."]))
        return 0
    if args.name not in names:
        where = "" if names else " They come with a checkout of the sources, not with the installed package."
        raise CannotStart(f"There is no benchmark {args.name!r}. There are: {', '.join(names) or 'none'}.{where}")
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))
    found: dict[str, Any] = importlib.import_module(f"tests.bench.{args.name}").run(args)
    result = {"bench": args.name, "machine": machine(), "figures": {}, "bars": []} | found
    print(json.dumps(result, ensure_ascii=False) if args.json else table(result))
    return 0 if all(bar["ok"] for bar in result["bars"]) else 1


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return {
        "processors": os.cpu_count(),
        "model": _model(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def table(result: dict[str, Any]) -> str:
    """The same for people: figures first, then each bar with whether it is reached."""
    here = result["machine"]
    lines = [
        f"{result['bench']}   {here['processors']} × {here['model']}, {here['memory_gib']} GiB, Python {here['python']}"
    ]
    wide = max((len(str(name)) for name in result["figures"]), default=0)
    lines += [f"  {str(name).ljust(wide)}  {_number(value)}" for name, value in result["figures"].items()]
    for bar in result["bars"]:
        mark = "✓" if bar["ok"] else "✗"
        lines.append(f"  {mark} {bar['name']}: {_number(bar['value'])} (limit {_number(bar['limit'])})")
    return "\n".join(lines)


def _model() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def _number(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
