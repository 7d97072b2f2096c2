"""Upgrading all tenants, beside the stock way on the same machine and database.

Three figures: what the check costs when there is nothing to do, the stock `migrate_schemas` for the same nothing, and
a real migration (a column and an index) by two processes of each. The stock way is run over a sample and taken per
schema, since over all of them it would run for an hour.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from kernel.scope import public
from kernel.supervisor.places import CHECKOUT
from tenants import across, release, upgrade
from tenants.models import Tenant
from tests.support import nextrelease, scratch
from tests.support.measuring import in_own_process

SCHEMAS = 1_000
STOCK_SAMPLE = 20
CHECKS = 5
CHECK_MILLISECONDS, CHEAPER, FASTER = 1.0, 500, 5


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Needs about 8 MB of disk a schema and, at full size, some ten minutes."""
    return in_own_process(__name__, args, bare=True)


def measure(scale: float) -> dict[str, Any]:
    """The figures and bars; the services run."""
    count = max(40, round(SCHEMAS * scale))
    stock = min(STOCK_SAMPLE, count // 4)
    real = count - stock
    with scratch.database("upgrade") as database:
        began = time.monotonic()
        tenants = scratch.tenants(count)
        making = (time.monotonic() - began) / count
        checks = [_check() for _ in range(CHECKS)]
        check = 1000 * statistics.median(checks) / count
        nothing = 1000 * _stock(database, "standard", "this", tenants[:stock]) / stock
        added = 1000 * _stock(database, "multiprocessing", "next", tenants[:stock]) / stock
        ours = 1000 * _ours(tenants[stock:]) / real
    return {
        "figures": {
            "schemas": count,
            "making one by the file (ms)": 1000 * making,
            "check of all (ms, median)": 1000 * statistics.median(checks),
            "check of all (ms, slowest)": 1000 * max(checks),
            "check a schema (ms)": check,
            "stock no-op a schema (ms)": nothing,
            "real migration a schema (ms)": ours,
            "stock multiprocessing a schema (ms)": added,
        },
        "bars": [
            _bar("check a schema (ms)", check, CHECK_MILLISECONDS, check <= CHECK_MILLISECONDS),
            _bar("times cheaper than stock when nothing is to be done", nothing / check, CHEAPER, nothing / check >= CHEAPER),
            _bar("times faster than stock for a real migration", added / ours, FASTER, added / ours >= FASTER),
        ],
    }  # fmt: skip


def _check() -> float:
    began = time.monotonic()
    behind, _ = upgrade.behind()
    took = time.monotonic() - began
    assert not behind
    return took


def _ours(tenants: list[Tenant]) -> float:
    nextrelease.install()
    release.release.cache_clear()
    began = time.monotonic()
    done = upgrade.upgrade(workers=2)
    took = time.monotonic() - began
    assert (done.done, done.failed) == (len(tenants), {}), done
    assert not any(standing.is_behind for standing in _standings(tenants))
    return took


def _standings(tenants: list[Tenant]) -> list[across.Standing]:
    with public():
        return list(across.standings(tenants))


def _stock(database: str, executor: str, release: str, tenants: list[Tenant]) -> float:
    """The seconds that django-tenants' own executor takes, without the start of its process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.stock", executor, release, *(tenant.schema_name for tenant in tenants)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'platform'}", "TONGBAN_BENCH_DATABASE": database},
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def _bar(name: str, value: float, limit: float, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "limit": limit, "ok": ok}
