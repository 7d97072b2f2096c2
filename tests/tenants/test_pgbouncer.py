"""Many tenants through one server connection: the tenant is bound to the transaction, so no pooler can mix them up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from kernel.scope import PUBLIC, scope
from tests.support.databases import ONE
from tests.support.pgbouncer import pgbouncer
from tests.support.storm import WEIGHTS, Town, audit, settle, storm

pytestmark = pytest.mark.feature("SAAS-05")


@pytest.fixture
def pooled(own_database: str, tmp_path: Path) -> Iterator[list[Town]]:
    """Twenty tenants, asked through PgBouncer in transaction mode with one server connection."""
    towns = settle(20)
    settings = connections["default"].settings_dict
    before = settings["PORT"], settings["CONN_MAX_AGE"], settings["DISABLE_SERVER_SIDE_CURSORS"]
    with pgbouncer(tmp_path) as port:
        connections["default"].close()
        settings["PORT"] = port
        try:
            yield towns
        finally:
            connections["default"].close()
            settings["PORT"], settings["CONN_MAX_AGE"], settings["DISABLE_SERVER_SIDE_CURSORS"] = before


def backends() -> set[int]:
    found = set()
    for to in (ONE, PUBLIC, ONE):
        connections["default"].close()
        with scope(to), connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            found.add(int(cursor.fetchone()[0]))
    return found


def test_one_server_connection_serves_twenty_tenants_and_mixes_none(pooled: list[Town]) -> None:
    assert len(backends()) == 1
    outcome = storm(pooled, requests=600, threads=6, weights={**WEIGHTS, "cut-off": 1})
    assert outcome.foreign == []
    assert audit(pooled, outcome) == []
    assert outcome.requests == 600
    # Whoever shares the connection that a request has cut off may get a fault, never somebody else's row.
    assert {line for line in outcome.wrong if " 500 " not in line} == set()


def test_without_cuts_every_answer_is_the_expected_one(pooled: list[Town]) -> None:
    outcome = storm(pooled, requests=300, threads=6, seed=2)
    assert outcome.foreign == [] and outcome.wrong == []
    assert audit(pooled, outcome) == []
    assert set(outcome.asked) == set(WEIGHTS)
