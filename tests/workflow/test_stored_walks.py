"""A few walks through the acts on PostgreSQL; `tongban bench walks` takes thousands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from kernel.scope import Scope
from tests.workflow.walks import stored


@pytest.mark.feature("COL-22", "COL-23")
def test_walks_through_the_acts_keep_every_rule(own_database: str, one: Scope) -> None:
    stored.settle_in(one)
    with ThreadPoolExecutor(2) as pool:
        for seed in range(4):
            stored.walk(one, seed, pool, most=12)
        for _ in range(2):
            pool.submit(connections.close_all).result()
