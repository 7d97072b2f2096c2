"""An empty tenant: how many tables and relations it has and how large it is, against the budget for all modules to come."""

from __future__ import annotations

import argparse
from typing import Any

from kernel.scope import public, scope
from tenants import catalogue
from tests.support import scratch
from tests.support.measuring import in_own_process

TABLES, RELATIONS, BYTES = 200, 1_300, 14 * 1024**2


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Make one tenant by the prepared file and look. Relations are tables, indexes, sequences and what TOAST adds."""
    return in_own_process(__name__, args, bare=True)


def measure(scale: float) -> dict[str, Any]:
    """The figures and bars; the services run."""
    with scratch.database("schema"):
        (tenant,) = scratch.tenants(1)
        with scope(tenant.scope):
            counted = catalogue.counts(tenant.schema_name)
        with public():
            shared = catalogue.counts("public")
    found = {"tables": counted["tables"], "relations": counted["relations"], "megabytes": counted["bytes"] / 1024**2}
    limits = {"tables": TABLES, "relations": RELATIONS, "megabytes": BYTES / 1024**2}
    return {
        "figures": {
            **{f"tenant {name}": value for name, value in found.items()},
            **{f"{name} of the budget (%)": 100 * value / limits[name] for name, value in found.items()},
            "kilobytes a table": counted["bytes"] / 1024 / counted["tables"],
            "public tables": shared["tables"],
        },
        "bars": [
            {"name": name, "value": value, "limit": limits[name], "ok": value <= limits[name]}
            for name, value in found.items()
        ],
    }
