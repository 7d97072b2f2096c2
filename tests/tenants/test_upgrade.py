"""Upgrades: who is behind is asked of the tables; only they migrate; one bad tenant stops nobody."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, migrations, models
from django.db.migrations.loader import MigrationLoader

from kernel.preferences.enumerated import BUILT_IN
from kernel.preferences.models import Enumeration
from kernel.scope import PUBLIC, Scope, public, scope
from tenants import across, hosts, templatefile, upgrade
from tenants import release as releases
from tenants.models import Tenant, UpgradeFailure, UpgradeRun
from tenants.models.tenant import schema_for
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-05")


class Added(migrations.Migration):
    """A column that the next release brings."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.AddField("account", "nickname", models.CharField(max_length=20, default=""))]


@pytest.fixture
def next_release(monkeypatch: pytest.MonkeyPatch) -> Iterator[releases.Release]:
    """The code of a later release, with one migration more in the accounts."""
    build = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        build(self)
        self.disk_migrations["accounts", "0099_added"] = Added("0099_added", "accounts")

    last = max(name for app, name in releases.release().applied if app == "accounts")
    monkeypatch.setattr(Added, "dependencies", [("accounts", last)])
    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    now = releases.release()
    applied = (*now.applied, ("accounts", "0099_added"))
    later = releases.Release(applied, releases.digest(applied), now.template)
    monkeypatch.setattr(across, "release", lambda: later)
    monkeypatch.setattr(upgrade, "release", lambda: later)
    yield later


def make(count: int) -> list[Tenant]:
    made = templatefile.template()
    rows = []
    for _ in range(count):
        key = uuid.uuid4()
        with scope(Scope(key, schema_for(key))):
            templatefile.replay(made)
        with public():
            rows.append(
                Tenant.objects.create(
                    id=key, schema_name=schema_for(key), state="active", state_since=datetime.now(UTC)
                )
            )
    return rows


def has_column(tenant: Tenant) -> bool:
    with scope(tenant.scope), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = %s AND column_name = 'nickname'",
            [tenant.schema_name],
        )
        return bool(cursor.fetchone()[0])


def test_nobody_is_behind_the_release_they_were_made_from(own_database: str) -> None:
    make(2)
    assert upgrade.behind() == ([], 4)
    assert upgrade.upgrade().behind == 0
    with public():
        assert not UpgradeRun.objects.exists()


def test_only_those_behind_migrate_and_a_second_run_does_nothing(
    own_database: str, next_release: releases.Release
) -> None:
    tenants = make(3)
    first = upgrade.upgrade(workers=1)
    assert (first.behind, first.done, first.failed) == (5, 5, {})
    assert all(has_column(tenant) for tenant in tenants)
    again = upgrade.upgrade(workers=1)
    assert again.behind == 0
    with public():
        assert Tenant.objects.get(pk=tenants[0].pk).fingerprint == next_release.fingerprint
        assert UpgradeRun.objects.get().done == 5


def test_a_bad_tenant_stops_nobody_and_is_listed_until_it_succeeds(
    own_database: str, next_release: releases.Release
) -> None:
    tenants = make(3)
    bad = tenants[1]
    with scope(bad.scope), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_account ADD COLUMN nickname text")
    outcome = upgrade.upgrade(workers=1)
    assert list(outcome.failed) == [bad.pk]
    assert outcome.done == 4
    with public():
        laggard = UpgradeFailure.objects.get()
        assert laggard.tenant_id == bad.pk
        assert "already exists" in laggard.error
    with scope(bad.scope), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_account DROP COLUMN nickname")
    assert upgrade.upgrade(workers=1).failed == {}
    with public():
        assert not UpgradeFailure.objects.exists()


def test_a_held_lock_is_waited_for_in_short_tries(
    own_database: str, next_release: releases.Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tenant,) = make(1)
    monkeypatch.setattr(upgrade, "LOCK_TIMEOUT", "100ms")
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with contextlib.suppress(Exception), scope(tenant.scope), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_account IN ACCESS SHARE MODE")
            held.set()
            let_go.wait(5)
        connections.close_all()

    reader = threading.Thread(target=hold)
    reader.start()
    held.wait(5)
    threading.Timer(1.0, let_go.set).start()
    assert upgrade.upgrade(workers=1).failed == {}
    reader.join()
    assert has_column(tenant)


def test_a_killed_run_is_resumed_by_the_next(own_database: str, next_release: releases.Release) -> None:
    tenants = make(6)
    connections["default"].close()
    child = multiprocessing.get_context("fork").Process(target=upgrade.upgrade, kwargs={"workers": 1})
    child.start()
    while child.is_alive():
        with public():
            done = Tenant.objects.filter(fingerprint=next_release.fingerprint).count()
        if done >= 2:
            child.kill()
            break
    child.join()
    assert upgrade.upgrade(workers=1).failed == {}
    assert all(has_column(tenant) for tenant in tenants)


def test_what_a_killed_run_of_several_processes_left_is_done_by_the_next(
    own_database: str, next_release: releases.Release
) -> None:
    tenants = make(8)
    connections["default"].close()
    child = multiprocessing.get_context("fork").Process(target=upgrade.upgrade, kwargs={"workers": 2})
    child.start()
    while child.is_alive():
        with public():
            done = Tenant.objects.filter(fingerprint=next_release.fingerprint).count()
        if done >= 2:
            child.kill()
            break
    child.join()
    # Its workers may still be at one tenant each: whoever meets them waits for the row and finds nothing left to do.
    assert upgrade.upgrade(workers=1).failed == {}
    assert all(has_column(tenant) for tenant in tenants)


def test_an_upgrade_brings_the_enumerations_of_the_release_to_open_and_closed_companies(
    own_database: str, next_release: releases.Release
) -> None:
    with public():
        Tenant.objects.filter(schema_name=ONE.schema).update(state="suspended", suspended_from="active")
    hosts.forget_here()
    assert upgrade.upgrade(workers=1).failed == {}
    for here in (ONE, TWO):
        with scope(here):
            assert set(Enumeration.objects.values_list("key", flat=True)) == set(BUILT_IN)


def test_an_ordered_run_is_written_down_even_when_nobody_is_behind(own_database: str) -> None:
    with public():
        ordered = UpgradeRun.objects.create(fingerprint="f", began_at=datetime.now(UTC), told_at=datetime.now(UTC))
    upgrade.upgrade(workers=1, ordered=ordered.pk)
    with public():
        ordered.refresh_from_db()
    assert (ordered.checked, ordered.behind) == (2, 0)
    assert ordered.ended_at is not None


def test_several_processes_share_the_work(own_database: str, next_release: releases.Release) -> None:
    tenants = make(6)
    assert upgrade.upgrade(workers=2, batch=4).done == 8
    assert all(has_column(tenant) for tenant in tenants)


def test_a_missing_schema_is_behind_and_told(own_database: str) -> None:
    with public():
        gone = Tenant.objects.create(
            id=uuid.uuid4(), schema_name="t_gone", state="active", state_since=datetime.now(UTC)
        )
    outcome = upgrade.upgrade(workers=1)
    assert list(outcome.failed) == [gone.pk]


def test_the_check_reads_tables_from_the_public_scope_only(db: None) -> None:
    with public():
        tenants = list(Tenant.objects.exclude(schema_name=PUBLIC.schema))
    with scope(tenants[0].scope), pytest.raises(RuntimeError):
        list(across.standings(tenants))
