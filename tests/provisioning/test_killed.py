"""kill -9, for real: what a process was in the middle of is gone on with by the next."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.scope import close_before_fork, public, scope
from organization.models import Person
from provisioning import creating, pooling
from provisioning.actions import creations, pool, signups
from provisioning.models import Creation, SignUp
from tenants import catalogue
from tenants.lifecycle import State
from tenants.models import Tenant

pytestmark = pytest.mark.feature("SAAS-01", "SAAS-02")
NOW = datetime.now(UTC)
VISITOR = Actor.visitor("203.0.113.7")
SYSTEM = Actor.system("test")


def kill_when(work: Callable[[], object], reached: Callable[[], bool]) -> bool:
    """Do the work in a process of its own and kill that at a point; whether it was still at it."""
    close_before_fork()
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    while child.is_alive() and not reached():
        child.join(0.005)
    child.kill()
    child.join()
    _hang_up()
    return child.exitcode == -9


def _hang_up() -> None:
    """End what the server was told by whoever is dead now: by itself it notices only when its statement is done."""
    with public(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        assert all(done for (done,) in cursor.fetchall())


@pytest.fixture
def empty_pool(own_database: str) -> None:
    with public():
        pool.want("plain", by=SYSTEM, wanted=0)
        pool.want("demo", by=SYSTEM, wanted=0)


def signed_up() -> Creation:
    with public():
        signup = signups.begin("k", by=VISITOR, language="zh-hans", now=NOW)
        SignUp.objects.filter(pk=signup.pk).update(state="verified", email="shen@qinghe.cn")
        signups.name_company(signup, by=VISITOR, company="青禾机械", slug="qinghe")
        return signups.submit(signup, by=VISITOR, admin_name="沈若川", password="mei-tian-zao-qi-7", now=NOW)


def has(**given: object) -> Callable[[], bool]:
    def look() -> bool:
        with public():
            return Creation.objects.filter(**given).exists()

    return look


@pytest.mark.parametrize("step", ["announced", "claimed"])
def test_a_killed_creation_goes_on_and_is_one_company(empty_pool: None, step: str) -> None:
    creation = signed_up()
    reached = has(tenant__isnull=False) if step == "announced" else has(steps__has_key="claimed")
    assert kill_when(lambda: creating.advance(creation.pk), reached)
    with public():
        assert creating.unfinished(datetime.now(UTC) + timedelta(minutes=1)) == [creation.pk]
    assert creating.advance(creation.pk)
    with public():
        creation.refresh_from_db()
        assert creation.done_at is not None
        tenant = creation.tenant
        assert tenant is not None
        assert tenant.state == State.TRIAL
        assert Tenant.objects.exclude(claimed_at=None).count() == 1
    with scope(tenant.scope):
        assert Account.objects.count() == Person.objects.count() == 1


def test_a_killed_demo_goes_on_and_is_whole(empty_pool: None) -> None:
    with public():
        creation = creations.begin_demo(by=VISITOR, now=NOW, name="和一集团", key="k")
    assert kill_when(lambda: creating.advance(creation.pk), has(steps__has_key="claimed"))
    assert creating.advance(creation.pk)
    with public():
        creation.refresh_from_db()
        tenant = creation.tenant
    assert tenant is not None
    with scope(tenant.scope):
        assert Person.objects.count() == 120


def test_a_killed_filling_of_the_pool_leaves_no_half_schema(empty_pool: None) -> None:
    with public():
        pool.want("plain", by=SYSTEM, wanted=2)

    def building() -> bool:
        with public():
            return Tenant.objects.filter(state=State.BUILDING).exists()

    kill_when(lambda: pooling.fill("plain"), building)
    with public():
        for tenant in Tenant.objects.filter(state=State.BUILDING):
            assert not catalogue.exists(tenant.schema_name), "a schema without a row that says ready"
        Tenant.objects.filter(state=State.BUILDING).update(state_since=NOW - timedelta(hours=1))
    pooling.fill("plain")
    with public():
        assert pooling.ready("plain") == 2
        assert not Tenant.objects.filter(state=State.BUILDING).exists()
