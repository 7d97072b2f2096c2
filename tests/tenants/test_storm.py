"""Threads, kept connections, faults and cancellations on every side: no foreign row. The bench `isolation`, in small."""

from __future__ import annotations

import pytest

from tests.support.storm import WEIGHTS, audit, settle, storm

pytestmark = pytest.mark.feature("SAAS-05")


def test_no_answer_holds_a_foreign_row_whatever_goes_wrong(own_database: str) -> None:
    towns = settle(5)
    outcome = storm(towns, requests=400, threads=4, weights={**WEIGHTS, "cut-off": 1})
    assert outcome.foreign == [] and outcome.wrong == []
    assert audit(towns, [outcome]) == []
    assert set(outcome.asked) == {*WEIGHTS, "cut-off"}
