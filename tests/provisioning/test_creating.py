"""From the pool, from the file, and after being killed: one sign-up is one site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.scope import public, scope
from organization.models import Administrator, GroupInfo, Person
from provisioning import clock, creating, pooling
from provisioning.actions import creations, pool, signups, staff
from provisioning.models import AddressClaim, Creation, SignUp
from tenants import catalogue, hosts
from tenants.actions import life
from tenants.lifecycle import State
from tenants.models import Domain, Tenant

pytestmark = pytest.mark.feature("SAAS-01")
NOW = datetime.now(UTC)
VISITOR = Actor.visitor("203.0.113.7")
SYSTEM = Actor.system("test")


def signed_up(key: str = "k", company: str = "青禾机械", slug: str = "qinghe") -> Creation:
    with public():
        signup = signups.begin(key, by=VISITOR, language="zh-hans", now=NOW)
        SignUp.objects.filter(pk=signup.pk).update(state="verified", email=f"{key}@qinghe.cn")
        signups.name_company(signup, by=VISITOR, company=company, slug=slug)
        return signups.submit(signup, by=VISITOR, admin_name="沈若川", password="mei-tian-zao-qi-7", now=NOW)


@pytest.fixture
def small_pool(own_database: str) -> None:
    with public():
        pool.want("plain", by=SYSTEM, wanted=1)
        pool.want("demo", by=SYSTEM, wanted=0)


def test_a_pool_is_filled_claimed_and_filled_again(small_pool: None) -> None:
    assert pooling.fill("plain") == 1
    assert pooling.fill("plain") == 0
    creation = signed_up()
    assert creating.advance(creation.pk, build=False)
    with public():
        creation.refresh_from_db()
        tenant = creation.tenant
        assert tenant is not None
        assert (tenant.state, tenant.name) == (State.TRIAL, "青禾机械")
        assert Domain.objects.get(tenant=tenant).domain == "qinghe.localhost"
        assert AddressClaim.objects.get().tenant_id == tenant.pk
        assert SignUp.objects.get().password == ""
    with scope(tenant.scope):
        assert GroupInfo.objects.get().name == "青禾机械"
        account = Account.objects.get()
        assert account.check_password("mei-tian-zao-qi-7")
        assert set(Administrator.objects.values_list("kind", flat=True)) == {"system", "group", "audit"}
    assert creating.advance(creation.pk)
    with scope(tenant.scope):
        assert Person.objects.count() == 1


def test_an_empty_pool_means_the_file_and_never_an_error(small_pool: None) -> None:
    creation = signed_up()
    assert not creating.advance(creation.pk, build=False)
    assert creating.advance(creation.pk)
    with public():
        assert Creation.objects.get().tenant.state == State.TRIAL  # type: ignore[union-attr]


@pytest.mark.parametrize("dies_at", ["announce", "finish", "claim_built", "found", "finish_creation"])
def test_a_creation_that_died_at_any_step_goes_on(
    small_pool: None, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    class Killed(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    creation = signed_up()
    with monkeypatch.context() as patch:
        match dies_at:
            case "announce":
                patch.setattr(pooling, "build", die)
            case "finish":
                patch.setattr(pool, "finish", die)
            case "claim_built":
                patch.setattr(life, "claim_built", die)
            case "found":
                patch.setattr("organization.actions.founding.found", die)
            case _:
                patch.setattr(creations, "finish", die)
        with pytest.raises(Killed):
            creating.advance(creation.pk)
    with public():
        assert creating.unfinished(datetime.now(UTC) + timedelta(minutes=1)) == [creation.pk]
    assert creating.advance(creation.pk)
    with public():
        assert Tenant.objects.filter(name="青禾机械").count() == 1
        tenant = Creation.objects.get().tenant
    assert tenant is not None
    with scope(tenant.scope):
        assert Account.objects.count() == Person.objects.count() == 1


def test_stale_members_are_never_handed_out_and_are_dropped(small_pool: None) -> None:
    pooling.fill("plain")
    with public():
        stale = Tenant.objects.get(state=State.POOLED)
        Tenant.objects.filter(pk=stale.pk).update(template="of an earlier release")
        assert life.claim(by=SYSTEM, state=State.TRIAL, name="x", domain="x.localhost", until=None, now=NOW) is None
    pooling.keep_full()
    with public():
        assert not Tenant.objects.filter(pk=stale.pk).exists()
        assert not catalogue.exists(stale.schema_name)
        assert Tenant.objects.filter(state=State.POOLED).count() == 1


def test_a_demo_is_filled_and_its_end_is_real_unless_it_is_kept(small_pool: None) -> None:
    with public():
        creation = creations.begin_demo(by=VISITOR, now=NOW, name="和一集团")
    assert creating.advance(creation.pk)
    with public():
        tenant = Creation.objects.get().tenant
    assert tenant is not None
    assert tenant.state == State.DEMO
    with scope(tenant.scope):
        assert Person.objects.count() == 120
        Person.objects.filter(name="孟繁星").update(note="改过")
    with public():
        signup = signups.begin("keep", by=VISITOR, language="zh-hans", now=NOW, keeps=tenant)
        SignUp.objects.filter(pk=signup.pk).update(state="verified", email="shen@qinghe.cn")
        signups.name_company(signup, by=VISITOR, company="青禾机械", slug="qinghe")
        kept = signups.submit(signup, by=VISITOR, admin_name="沈若川", password="mei-tian-zao-qi-7", now=NOW)
    assert creating.advance(kept.pk)
    clock.turn(NOW + timedelta(hours=25))
    with public():
        tenant.refresh_from_db()
        assert tenant.state == State.TRIAL
        assert Domain.objects.get(tenant=tenant, is_primary=True).domain == "qinghe.localhost"
    with scope(tenant.scope):
        assert Person.objects.get(name="孟繁星").note == "改过"
        assert Person.objects.filter(name="沈若川").exists()


def test_a_demo_that_nobody_keeps_is_gone(small_pool: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provisioning.erasing.delete_files", lambda here: 0)
    with public():
        creation = creations.begin_demo(by=VISITOR, now=NOW, name="和一集团")
    creating.advance(creation.pk)
    clock.turn(NOW + timedelta(hours=23))
    with public():
        tenant = Creation.objects.get().tenant
        assert tenant is not None
        assert catalogue.exists(tenant.schema_name)
    clock.turn(NOW + timedelta(hours=25))
    with public():
        tenant.refresh_from_db()
        assert tenant.state == State.DELETED
        assert not catalogue.exists(tenant.schema_name)
        assert not Domain.objects.filter(tenant=tenant).exists()


def test_a_silent_clock_and_an_overdue_erasure_raise_an_alarm(own_database: str) -> None:
    with public():
        assert "clock" in clock.alarms(NOW)
    clock.turn(NOW)
    with public():
        assert "clock" not in clock.alarms(NOW)
        assert "clock" in clock.alarms(NOW + timedelta(minutes=11))


def test_a_hand_over_is_good_once_for_a_minute_at_one_tenant(db: None) -> None:
    with public():
        first, second = Tenant.objects.exclude(schema_name="public").order_by("id")[:2]
        account = first.pk
        token = creations.hand_over(first, account, by=VISITOR, goal="/", now=NOW)
        with pytest.raises(NotFound):
            creations.redeem(token, second.pk, by=VISITOR, now=NOW)
        with pytest.raises(NotFound):
            creations.redeem(token, first.pk, by=VISITOR, now=NOW + timedelta(seconds=61))
        assert creations.redeem(token, first.pk, by=VISITOR, now=NOW).account == account
        with pytest.raises(NotFound):
            creations.redeem(token, first.pk, by=VISITOR, now=NOW)


def test_a_suspended_tenant_is_closed_at_once(own_database: str, django_db_blocker: object) -> None:
    from tests.support.databases import ONE

    assert hosts.find("one.localhost").is_open  # type: ignore[union-attr]
    with public():
        tenant = Tenant.objects.get(pk=str(ONE.tenant))
        life.suspend(tenant, by=SYSTEM, reason="不付款", now=NOW)
    assert not hosts.find("one.localhost").is_open  # type: ignore[union-attr]
    with public():
        life.resume(tenant, by=SYSTEM, now=NOW)
    assert hosts.find("one.localhost").is_open  # type: ignore[union-attr]


def test_the_first_of_the_staff_has_all_rights_of_the_console(db: None) -> None:
    from kernel.ports import directory

    with public():
        account = staff.first("einhorn-7-lampe", by=SYSTEM, now=NOW)
        assert staff.first("another", by=SYSTEM, now=NOW) == account
        actor = directory().actor_for(account)
    assert actor.kind == "staff"
    assert actor.may("console.tenants")
