"""`tongban schedule`: what runs by itself, how often, where, and when it last did."""

from __future__ import annotations

import argparse
from datetime import timedelta

NAME = "schedule"
HELP = "print what runs by itself, and when it last did"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`schedule` has no options."""


def run(args: argparse.Namespace) -> int:
    """Print the schedule of every manifest; 0."""
    from django.db import DatabaseError

    from kernel.scope import public
    from kernel.tasks.models import ScheduleRun
    from kernel.tasks.schedule import lines

    last = {}
    try:
        with public():
            last = dict(ScheduleRun.objects.values_list("name", "last_at"))
    except DatabaseError:
        print("(The database does not answer, so the last runs are unknown.)")
    rows: list[tuple[str, ...]] = [("module", "task", "every", "where", "last run (UTC)")]
    for line in lines():
        at = last.get(line.name)
        rows.append(
            (
                line.module,
                line.every.run,
                _interval(line.every.interval),
                line.every.where,
                f"{at:%Y-%m-%d %H:%M:%S}" if at else "–",
            )
        )
    print_table(rows)
    return 0


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print rows with aligned columns, the first row as the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _interval(interval: timedelta) -> str:
    minutes = int(interval.total_seconds() // 60)
    for size, word in ((1440, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size} {word}"
    return f"{minutes} min"
