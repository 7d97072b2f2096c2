"""The arithmetic of waiting: growing, forgotten in time, apart by tenant, and without the cache."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kernel.accounts import guard
from kernel.accounts.actions import counting
from kernel.accounts.models import Tally
from kernel.scope import scope
from tests.kernel.accounts.conftest import NOW
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("ADM-16")
WHO = UUID(int=1)


@pytest.mark.parametrize(
    ("count", "seconds"), [(1, None), (4, None), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (500, 3600)]
)
def test_the_wait_of_an_account_doubles_up_to_an_hour(count: int, seconds: int | None) -> None:
    wait = guard.RULES[Tally.Kind.ACCOUNT].wait(count)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def test_failures_together_never_lock_everybody_out() -> None:
    assert guard.RULES[Tally.Kind.EVERYBODY].wait(10_000) is None


def test_counting_locks_and_time_opens_again(db: None) -> None:
    with scope(ONE):
        for number in range(5):
            assert not guard.standing(NOW, account=WHO).is_locked
            counting.add(NOW + timedelta(seconds=number), account=WHO)
        later = NOW + timedelta(seconds=4)
        assert guard.standing(later, account=WHO).wait == timedelta(seconds=30)
        assert guard.standing(later, account=WHO).picture
        assert not guard.standing(later + timedelta(seconds=30), account=WHO).is_locked


def test_failures_are_forgotten(db: None) -> None:
    with scope(ONE):
        for _ in range(4):
            counting.add(NOW, account=WHO)
        tomorrow = NOW + timedelta(hours=25)
        assert not guard.standing(tomorrow, account=WHO).picture
        assert counting.add(tomorrow, account=WHO)[Tally.Kind.ACCOUNT].count == 1


def test_a_picture_is_asked_for_after_three(db: None) -> None:
    with scope(ONE):
        for expected in (False, False, True):
            counting.add(NOW, address="10.0.0.9")
            assert guard.standing(NOW, address="10.0.0.9").picture is expected


def test_two_tenants_count_apart(db: None) -> None:
    with scope(ONE):
        one = guard.key_of("account", WHO)
        for _ in range(6):
            counting.add(NOW, account=WHO)
    with scope(TWO):
        assert guard.key_of("account", WHO) != one
        assert guard.standing(NOW, account=WHO) == guard.Standing(timedelta(0), False)


def test_old_tallies_are_swept(db: None) -> None:
    with scope(ONE):
        counting.add(NOW, account=WHO)
        assert counting.sweep(NOW + timedelta(hours=1)) == 0
        assert counting.sweep(NOW + timedelta(days=3)) == 1
