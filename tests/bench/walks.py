"""Random walks through the acts on PostgreSQL, and every mutant of the rules against the walks in memory.

At full size 20,000 walks, which takes hours on one core; `--scale 0.01` is a look.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from kernel.scope import Scope
from tests.support import scratch
from tests.support.measuring import in_own_process
from tests.workflow.walks import memory, stored
from tests.workflow.walks.drawing import drawn
from tests.workflow.walks.mutants import MUTANTS, caught

WALKS = 20_000
MUTANT_WALKS = 400


def run(args: argparse.Namespace) -> dict[str, Any]:
    """`--scale` is the part of the walks."""
    return in_own_process(__name__, args, bare=True)


def measure(scale: float) -> dict[str, Any]:
    """The figures and bars; the services run."""
    count, first = max(5, round(WALKS * scale)), 0
    done: Counter[str] = Counter()
    broken: list[str] = []
    began = time.monotonic()
    with scratch.database("walks"):
        (tenant,) = scratch.tenants(1)
        here = Scope(tenant.pk, tenant.schema_name)
        stored.settle_in(here)
        with ThreadPoolExecutor(2) as pool:
            for seed in range(first, first + count):
                try:
                    done += stored.walk(here, seed, pool)
                except Exception as error:
                    broken.append(f"{seed}: {error}")
            for _ in range(2):
                pool.submit(connections.close_all).result()
    seconds = time.monotonic() - began
    for seed in range(first, first + count):
        try:
            memory.walk(drawn(seed), seed)
        except Exception as error:
            broken.append(f"in memory {seed}: {error}")
    missed = [name for name in MUTANTS if caught(name, MUTANT_WALKS) is None]
    return {
        "figures": {
            "walks": count,
            "operations": sum(done.values()),
            **{f"  {name}": number for name, number in done.most_common()},
            "walks a minute": 60 * count / seconds,
            "mutants": len(MUTANTS),
            **({"broken": "; ".join(broken[:5])} if broken else {}),
            **({"missed": "; ".join(missed)} if missed else {}),
        },
        "bars": [
            {"name": "walks that broke a rule", "value": len(broken), "limit": 0, "ok": not broken},
            {"name": "mutants not noticed", "value": len(missed), "limit": 0, "ok": not missed},
        ],
    }
