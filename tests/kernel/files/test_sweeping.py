"""Store and rows brought together again: what has no row, what has no object, what was never finished."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.files import inspecting, store
from kernel.files.actions import delete_file, start_upload
from kernel.files.models import File, Usage
from kernel.files.signing import addresses
from kernel.files.sweeping import erase, remaining, sweep
from kernel.files.tasks import check_sample, inspect
from kernel.policies import Refused
from kernel.scope import PUBLIC, scope
from tests.kernel.files.conftest import PAPER, http, send
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-06")


@pytest.fixture(autouse=True)
def _clean() -> None:
    """Each test begins with nothing under the tenants' prefixes."""
    for to in (ONE, TWO):
        erase(to)


def later(**delta: int) -> datetime:
    return datetime.now(UTC) + timedelta(**delta)


def test_a_sweep_of_a_tidy_store_does_nothing(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = send(b"hello", by=lin)
        start_upload(PAPER, by=lin, name="a", size=9)
    assert not any(vars(sweep(ONE)).values())
    with scope(ONE):
        assert File.objects.get(pk=file.pk).is_ready


def test_uploads_never_finished_are_given_up_after_a_day(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = start_upload(PAPER, by=lin, name="a", size=9)
        http("PUT", addresses(file, for_=lin)[0].url, b"123456789")
    assert sweep(ONE, later(hours=23)).aborted == 0
    assert sweep(ONE, later(hours=25)).aborted == 1
    assert store.parts(file.key, file.upload) is None
    assert remaining(ONE) == 0
    with scope(ONE):
        assert Usage.objects.get(level="tenant").reserved == 0


def test_objects_without_a_row_go_after_a_grace(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        kept = send(b"hello", by=lin)
    stray = f"{ONE.key}/2026/{PUBLIC.key}"
    store.put(stray, b"x")
    waiting = store.begin_parts(f"{ONE.key}/2026/waiting")
    foreign = f"{TWO.key}/2026/x"
    store.put(foreign, b"x")
    assert sweep(ONE, later(hours=1)).orphans == 0
    done = sweep(ONE, later(hours=49))
    assert (done.orphans, done.abandoned) == (1, 1)
    assert store.head(stray) is None
    assert store.parts(f"{ONE.key}/2026/waiting", waiting) is None
    assert store.head(kept.key) is not None
    assert store.head(foreign) is not None


def test_rows_without_an_object_are_told_once(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        files = [send(b"hello", by=lin) for _ in range(3)]
    store.delete([files[0].key, files[2].key])
    assert sweep(ONE).missing == 2
    assert sweep(ONE).missing == 0
    with scope(ONE):
        assert EventRow.objects.filter(kind="files.file.damaged").count() == 2
        assert File.objects.filter(damaged_at__isnull=False).count() == 2


def test_more_objects_than_a_page(own_database: str, lin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(ONE):
        files = [send(b"hello", by=lin) for _ in range(7)]
    real = store.listing

    def small(prefix: str, after: str = "") -> object:
        for page in real(prefix, after):
            for start in range(0, len(page), 2):
                yield page[start : start + 2]

    monkeypatch.setattr("kernel.files.sweeping.store.listing", small)
    store.delete([files[3].key, files[6].key])
    store.put(f"{ONE.key}/2026/0", b"x")
    store.put(f"{ONE.key}/2026/z", b"x")
    done = sweep(ONE, later(hours=49))
    assert (done.missing, done.orphans) == (2, 2)


def test_the_bin_is_emptied_after_a_month(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = delete_file(send(b"hello", by=lin), by=lin)
    assert sweep(ONE, later(days=29)).purged == 0
    assert sweep(ONE, later(days=31)).purged == 1
    assert store.head(file.key) is None
    with scope(ONE):
        assert File.objects.get(pk=file.pk).state == "purged"
        assert Usage.objects.get(level="tenant").used == 0


def test_a_tenant_is_erased_whole_and_alone(own_database: str, lin: Actor) -> None:
    for to in (ONE, TWO):
        with scope(to):
            send(b"hello", by=lin)
            start_upload(PAPER, by=lin, name="a", size=9)
    assert erase(ONE) == 1
    assert (remaining(ONE), remaining(TWO)) == (0, 2)
    assert erase(ONE) == 0
    with pytest.raises(ValueError, match="public"):
        erase(PUBLIC)


# ------------------------------------------------------------------ checksums


def test_a_checksum_is_computed_where_the_store_told_none(own_database: str, lin: Actor) -> None:
    import hashlib

    with scope(ONE):
        file = send(b"hello", by=lin, told=False)
        assert file.checksum == ""
    inspect.run(ONE, str(file.pk))
    with scope(ONE):
        assert File.objects.get(pk=file.pk).checksum == hashlib.sha256(b"hello").hexdigest()


def test_a_changed_content_is_found(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        good, bad, gone = (send(b"hello", by=lin) for _ in range(3))
    store.put(bad.key, b"hellp")
    store.delete([gone.key])
    check_sample.run(ONE)
    with scope(ONE):
        assert not File.objects.exclude(damaged_at=None).exists(), "younger than a week"
    assert inspecting.check_sample(ONE, later(days=8)) == 2
    assert inspecting.check_sample(ONE, later(days=8)) == 0
    with scope(ONE):
        assert set(File.objects.filter(damaged_at=None)) == {good}
        reasons = [event.data["reason"] for event in EventRow.objects.filter(kind="files.file.damaged")]
        assert sorted(reasons) == ["checksum", "missing"]


def test_only_the_system_notes_what_it_found(own_database: str, lin: Actor) -> None:
    from kernel.files.actions import note_damage, note_inspection

    with scope(ONE):
        file = send(b"hello", by=lin)
        with pytest.raises(Refused):
            note_damage(file, by=lin, reason="x")
        with pytest.raises(Refused):
            note_inspection(file, by=lin, checksum="", finding=None)
