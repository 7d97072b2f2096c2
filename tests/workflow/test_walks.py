"""Random operations by random people on random processes: the rules hold, and would be seen not to."""

from __future__ import annotations

import pytest

from tests.workflow.walks.drawing import drawn
from tests.workflow.walks.memory import walk
from tests.workflow.walks.mutants import MUTANTS, caught

pytestmark = pytest.mark.feature("COL-22", "COL-23")


@pytest.mark.parametrize("block", range(4))
def test_nothing_breaks_whatever_is_done(block: int) -> None:
    done: set[str] = set()
    for seed in range(block * 25, block * 25 + 25):
        done |= set(walk(drawn(seed), seed)[1])
    assert {"agree", "reject", "back", "jump_back", "jump", "ask", "take_back"} <= done


@pytest.mark.parametrize("seed", [24651, 28910, 29323])
def test_what_once_broke_does_so_no_more(seed: int) -> None:
    """Settled groups came back with a decision that was taken back; whoever was added took the pool's task too."""
    walk(drawn(seed), seed)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_rule_made_wrong_is_noticed(name: str) -> None:
    assert caught(name, 250) is not None
