"""Fifty tenants in a storm: 100,000 requests of many threads on pooled connections, a third of them meant to fail.
No answer may hold a foreign row; and fifty tenants must be served about as fast as one.

Runs on the tests' services with a database of its own, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUESTS, TENANTS, THREADS, POOL = 100_000, 50, 8, 6
#: What fifty tenants' rate may lose against one tenant's: caches of catalogues and plans are per table.
RATIO = 0.7
CALM = {"listing": 4, "nested": 1, "reading-on": 1}


def run(args: argparse.Namespace) -> dict[str, Any]:
    """`--scale` makes fewer requests; the number of tenants stays."""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    command = [sys.executable, "-m", "tests.bench.isolation", str(args.scale)]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(scale: float) -> dict[str, Any]:
    """Everything, in a process whose settings are the tests'."""
    from tests.support import databases
    from tests.support.storm import audit, settle, storm

    name = f"tongban_bench_isolation_{os.getpid()}"
    databases.create(name, databases.template())
    databases.use(name)
    # Only now: a pool goes on opening connections to the database that it was made for.
    _with_a_pool()
    try:
        towns = settle(TENANTS)
        rough = storm(towns, requests=max(200, round(REQUESTS * scale)), threads=THREADS)
        wrong = audit(towns, [rough])
        calm = max(200, round(REQUESTS * scale / 10))
        one = [storm(towns[:1], requests=calm, threads=THREADS, seed=n, weights=CALM) for n in range(3)]
        many = [storm(towns, requests=calm, threads=THREADS, seed=n, weights=CALM) for n in range(3)]
    finally:
        _close()
        databases.drop(name)
    foreign = [*rough.foreign, *wrong, *(line for part in (*one, *many) for line in part.foreign)]
    for line in [*foreign, *rough.wrong][:20]:
        print(line, file=sys.stderr)
    alone, together = (max(part.requests / part.seconds for part in parts) for parts in (one, many))
    return {
        "figures": {
            "requests in the storm": rough.requests,
            "of these meant to fail": sum(rough.asked[kind] for kind in ("failing", "mistyped", "swallowing", "missing",
                                                                         "timing-out", "cancelled")),
            "requests/s in the storm": round(rough.requests / rough.seconds, 1),
            "requests/s, one tenant": round(alone, 1),
            f"requests/s, {TENANTS} tenants": round(together, 1),
            "threads": THREADS,
            "connections": POOL,
        },
        "bars": [
            {"name": "foreign rows and answers", "value": len(foreign), "limit": 0, "ok": not foreign},
            {"name": "unexpected statuses", "value": len(rough.wrong), "limit": 0, "ok": not rough.wrong},
            {"name": f"rate of {TENANTS} tenants ÷ one", "value": together / alone, "limit": RATIO,
             "ok": together >= RATIO * alone},
        ],
    }  # fmt: skip


def _with_a_pool() -> None:
    from django.conf import settings

    options = {"pool": {"min_size": 1, "max_size": POOL, "timeout": 60}}
    settings.DATABASES["default"].update(OPTIONS=options, CONN_MAX_AGE=0)


def _close() -> None:
    from django.db import connections

    wrapper: Any = connections["default"]
    wrapper.close()
    wrapper.close_pool()


if __name__ == "__main__":
    import tests.support.environment  # noqa: F401 - the settings of the tests
    from tests.support.services import ensure_services, release_services

    ensure_services()
    try:
        import django

        django.setup()
        print(json.dumps(measure(float(sys.argv[1]))))
    finally:
        release_services()
