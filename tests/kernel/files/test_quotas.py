"""Room: enforced at the start, in the middle and at the end, and right under concurrency."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import connections

from kernel.actor import Actor
from kernel.files import allowance
from kernel.files.actions import (
    abort_upload,
    complete_upload,
    delete_file,
    purge_file,
    recount_usage,
    restore_file,
    start_upload,
)
from kernel.files.models import File, Usage
from kernel.files.queries import usage
from kernel.files.signing import addresses
from kernel.policies import Conflict, Invalid, Refused
from kernel.scope import Scope, scope
from tests.kernel.files.conftest import PAPER, PICTURE, http, send
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("ADM-15")

UNIT = UUID(int=0x77)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int | None]]:
    """Limits that a test sets: company, unit, person."""
    table: dict[str, int | None] = {}
    monkeypatch.setattr(allowance, "of_tenant", lambda: table.get("tenant"))
    monkeypatch.setattr(allowance, "of_unit", lambda unit: table.get("unit"))
    monkeypatch.setattr(allowance, "of_person", lambda unit: table.get("person"))
    yield table


def test_the_contract_and_the_administrators_both_limit(
    tenant: Scope, lin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kernel.preferences.preferences import QUOTA_TENANT

    own = {"bytes": 0}
    given: dict[str, int | None] = {"bytes": None}

    class Contract:
        def storage_bytes(self, to: Scope) -> int | None:
            assert to == ONE
            return given["bytes"]

    monkeypatch.setattr(allowance, "port", lambda protocol, null: Contract())
    monkeypatch.setattr(allowance, "value", lambda preference, **at: own["bytes"] if preference is QUOTA_TENANT else 0)
    assert allowance.of_tenant() is None
    for contract, administrators, limit in ((100, 0, 100), (100, 50, 50), (100, 500, 100), (None, 50, 50), (0, 0, 0)):
        given["bytes"], own["bytes"] = contract, administrators
        assert allowance.of_tenant() == limit


def test_the_start_is_refused_when_there_is_no_room(tenant: Scope, lin: Actor, limits: dict[str, int | None]) -> None:
    limits["tenant"] = 10
    start_upload(PAPER, by=lin, name="a", size=6)
    with pytest.raises(Invalid) as refusal:
        start_upload(PAPER, by=lin, name="b", size=5)
    assert "size" in refusal.value.errors
    start_upload(PAPER, by=lin, name="c", size=4)
    assert File.objects.count() == 2
    assert usage() == (10, 10)


def test_a_limit_lowered_in_the_middle_stops_the_next_part_and_the_end(
    tenant: Scope, lin: Actor, limits: dict[str, int | None]
) -> None:
    file = start_upload(PAPER, by=lin, name="a", size=5)
    (address,) = addresses(file, for_=lin)
    assert http("PUT", address.url, b"hello").status == 200
    limits["tenant"] = 4
    with pytest.raises(Invalid):
        addresses(file, for_=lin)
    file = complete_upload(file, by=lin)
    assert file.refused_for == "quota"
    assert usage() == (0, 4)


def test_units_and_people_have_limits_of_their_own(tenant: Scope, lin: Actor, limits: dict[str, int | None]) -> None:
    from dataclasses import replace

    seated = replace(lin, unit=UNIT)
    limits["unit"] = 10
    start_upload(PAPER, by=seated, name="a", size=8)
    with pytest.raises(Invalid):
        start_upload(PAPER, by=seated, name="a", size=3)
    start_upload(PAPER, by=lin, name="a", size=3)
    limits.update(unit=None, person=4)
    # Only what is for oneself counts for the person.
    start_upload(PAPER, by=lin, name="a", size=9)
    start_upload(PICTURE, by=lin, name="a", size=4)
    with pytest.raises(Invalid):
        start_upload(PICTURE, by=lin, name="a", size=1)


def test_what_is_given_back(tenant: Scope, lin: Actor, wang: Actor) -> None:
    file = start_upload(PAPER, by=lin, name="a", size=5)
    abort_upload(file, by=lin)
    assert usage()[0] == 0
    with pytest.raises(Conflict):
        purge_file(send(b"other", by=lin), by=Actor.system("files"))
    file = send(b"hello", by=lin)
    with pytest.raises(Refused):
        delete_file(file, by=wang)
    delete_file(file, by=lin)
    assert usage()[0] == 10
    with pytest.raises(Refused):
        purge_file(file, by=lin)
    with pytest.raises(Refused):
        restore_file(file, by=wang)
    purge_file(file, by=Actor.system("files"))
    purge_file(file, by=Actor.system("files"))
    assert usage()[0] == 5
    with pytest.raises(Conflict):
        restore_file(file, by=lin)
    assert Usage.objects.get(level="tenant").files == 1


def test_a_recount_puts_wrong_counters_right(tenant: Scope, lin: Actor, wang: Actor) -> None:
    from dataclasses import replace

    send(b"hello", by=replace(lin, unit=UNIT))
    send(b"\x89PNG\r\n\x1a\n", by=lin, to=PICTURE)
    start_upload(PAPER, by=lin, name="a", size=100)
    system = Actor.system("files")
    assert recount_usage(by=system) == {}
    Usage.objects.filter(level="tenant").update(used=999, reserved=1, files=7)
    Usage.objects.create(level="person", subject=str(UUID(int=5)), used=3)
    Usage.objects.filter(level="unit").delete()
    assert recount_usage(by=system) == {
        f"tenant {ONE.key}": (999, 13),
        f"person {UUID(int=5)}": (3, 0),
        f"unit {UNIT}": (0, 5),
    }
    assert usage()[0] == 113
    assert recount_usage(by=system) == {}
    with pytest.raises(Refused):
        recount_usage(by=wang)


def test_tenants_count_apart(db: None, lin: Actor) -> None:
    with scope(ONE):
        start_upload(PAPER, by=lin, name="a", size=5)
    with scope(TWO):
        assert usage()[0] == 0


def test_uploads_at_the_same_time_cannot_take_the_same_room(
    own_database: str, lin: Actor, limits: dict[str, int | None]
) -> None:
    limits["tenant"] = 10
    outcomes: list[str] = []
    ready = threading.Barrier(8)

    def one() -> None:
        try:
            ready.wait()
            with scope(ONE):
                start_upload(PAPER, by=lin, name="a", size=3)
            outcomes.append("kept")
        except Invalid:
            outcomes.append("refused")
        finally:
            connections.close_all()

    run([one] * 8)
    assert sorted(outcomes) == ["kept"] * 3 + ["refused"] * 5
    with scope(ONE):
        assert usage()[0] == 9
        assert recount_usage(by=Actor.system("files")) == {}


def test_two_finishes_at_once_count_once(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = start_upload(PAPER, by=lin, name="a", size=5)
        http("PUT", addresses(file, for_=lin)[0].url, b"hello")

    def one() -> None:
        try:
            with scope(ONE):
                assert complete_upload(file, by=lin).is_ready
        finally:
            connections.close_all()

    run([one] * 4)
    with scope(ONE):
        row = Usage.objects.get(level="tenant")
        assert (row.used, row.reserved, row.files) == (5, 0, 1)


def run(functions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
