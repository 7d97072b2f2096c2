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
    before = settings["PORT"]
    with pgbouncer(tmp_path) as port:
        connections["default"].close()
        settings["PORT"] = port
        try:
            yield towns
        finally:
            connections["default"].close()
            settings["PORT"] = before


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
    calm = storm(pooled, requests=200, threads=6, seed=2)
    assert calm.foreign == [] and calm.wrong == []
    assert audit(pooled, [calm]) == []
    rough = storm(pooled, requests=300, threads=6, weights={**WEIGHTS, "cut-off": 1})
    assert rough.foreign == []
    assert audit(pooled, [calm, rough]) == []
    assert calm.requests + rough.requests == 500
    assert set(calm.asked) == set(WEIGHTS)
    # Whoever shares the connection that a request has cut off may get a fault, never somebody else's row.
    assert {line for line in rough.wrong if " 500 " not in line} == set()
