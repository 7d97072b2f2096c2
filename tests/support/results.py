"""A pytest plugin that remembers how each test last went, for `tongban features`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

_outcomes: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Take the worst of set-up, call and tear-down. Under xdist the controller hears of every worker's tests."""
    if (report.when == "call" or report.outcome != "passed") and _outcomes.get(report.nodeid) != "failed":
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add this run's outcomes to those of earlier runs in var/test-results.json of the checkout."""
    if hasattr(session.config, "workerinput") or not _outcomes:
        return
    path = session.config.rootpath / "var" / "test-results.json"
    path.parent.mkdir(exist_ok=True)
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    # A test that was renamed or removed leaves with its file.
    kept = {name: outcome for name, outcome in known.items() if _still_there(session.config.rootpath, name)}
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(kept | _outcomes, indent=0, sort_keys=True), encoding="utf-8")
    beside.replace(path)


def _still_there(root: Path, name: str) -> bool:
    return (root / name.partition("::")[0]).exists()
