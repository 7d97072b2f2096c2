"""Erasing: tables in batches, files in the store, what is known of who signed up, and the address that rests."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.events.models import EventRow
from kernel.files import store, sweeping
from kernel.keys import uuid7
from kernel.policies import Refused
from kernel.scope import PUBLIC, public, scope
from provisioning import clock, erasing
from provisioning.actions import erasure, signups
from provisioning.models import AddressClaim, Creation, SignUp
from provisioning.tasks import prune_erased
from tenants import catalogue, hosts
from tenants.actions import life
from tenants.lifecycle import UNDO, State
from tenants.models import Domain, DomainRequest, ModuleGrant, Tenant
from tenants.models.tenant import schema_for
from tests.support.databases import ONE, TWO
from tests.support.environment import NAME, WORKER

pytestmark = pytest.mark.feature("SAAS-05", "SAAS-06")
NOW = datetime.now(UTC)
LATER = NOW + UNDO + timedelta(minutes=1)
SYSTEM = Actor.system("test")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bucket of this run's own, for tenants have the same ids in every run."""
    name = f"tongban-test-erasing-{NAME}-{WORKER}".lower().replace("_", "-")
    monkeypatch.setattr(
        store,
        "environment",
        dataclasses.replace(environment, store=dataclasses.replace(environment.store, bucket=name)),
    )
    store.prepare()
    yield
    for here in (ONE, TWO):
        sweeping.erase(here)


@pytest.fixture
def company(own_database: str, bucket: None) -> Tenant:
    """The first tenant as somebody who signed up, with files in the store, ordered to be erased."""
    for here in (ONE, TWO):
        for number in range(3):
            store.put(f"{here.key}/2026/{number}", b"content")
    store.begin_parts(f"{ONE.key}/half")
    with public():
        tenant = Tenant.objects.get(schema_name=ONE.schema)
        tenant.claimed_at = NOW
        tenant.save()
        signup = SignUp.objects.create(
            key="k", began_at=NOW, email="shen@qinghe.cn", admin_name="沈若川", slug="qinghe"
        )
        Creation.objects.create(
            kind="sign_up", signup=signup, tenant=tenant, name="青禾机械", domain="qinghe.localhost", began_at=NOW,
            done_at=NOW,
        )  # fmt: skip
        AddressClaim.objects.create(slug="qinghe", skeleton="qlnghe", tenant=tenant, signup=signup, claimed_at=NOW)
        return life.order_erasure(tenant, by=SYSTEM, reason="合同终止", now=NOW)


def test_nothing_is_erased_before_its_time(company: Tenant) -> None:
    clock.turn(NOW + UNDO - timedelta(minutes=1))
    assert not erasing.erase(company.pk, now=NOW)
    with public():
        assert catalogue.exists(ONE.schema)
    assert sweeping.remaining(ONE) == 4


def test_tables_files_people_and_addresses_go_and_the_row_says_so(company: Tenant) -> None:
    clock.turn(LATER)
    with public():
        company.refresh_from_db()
        assert company.state == State.DELETED
        assert (company.bytes_used, company.files_used, company.accounts) == (0, 0, 0)
        assert not catalogue.exists(ONE.schema)
        assert not Domain.objects.filter(tenant=company).exists()
        assert not SignUp.objects.exists()
        assert not Creation.objects.exists()
        proof = EventRow.objects.get(kind="provisioning.tenant.erased")
        assert proof.data["schema"] == ONE.schema
        assert proof.data["tables"] > 40
        assert proof.data["files"] == 3
    assert sweeping.remaining(ONE) == 0
    assert sweeping.remaining(TWO) == 3, "another tenant's files are nobody's business"
    assert hosts.find("one.localhost") is None
    with scope(TWO):
        assert catalogue.describe()["tables"]


def test_the_address_rests_before_somebody_else_gets_it(company: Tenant) -> None:
    clock.turn(LATER)
    with public():
        assert signups.slug_fault("qinghe"), "whoever still writes to the old company must not reach a new one"
        assert erasure.free_addresses(by=SYSTEM, now=LATER + erasure.HOLD - timedelta(days=1)) == 0
        assert erasure.free_addresses(by=SYSTEM, now=LATER + erasure.HOLD + timedelta(days=1)) == 1
        assert signups.slug_fault("qinghe") == ""


def test_a_store_that_keeps_something_back_stops_the_row_from_saying_gone(
    company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "erase", lambda here: 0)
        with pytest.raises(erasing.LeftOver):
            erasing.erase(company.pk, now=LATER)
    with public():
        company.refresh_from_db()
        assert company.state == State.DELETING
    assert erasing.erase(company.pk, now=LATER), "tried again, it finds the tables gone and goes on with the files"
    with public():
        company.refresh_from_db()
        assert company.state == State.DELETED


def test_whoever_dies_between_batches_is_followed(company: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    batches: list[int] = []
    drop = catalogue.drop_tables

    def die_at_the_third(schema: str, batch: int) -> int:
        batches.append(batch)
        if len(batches) == 3:
            raise Killed
        return drop(schema, batch)

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "drop_tables", die_at_the_third)
        with pytest.raises(Killed):
            erasing.erase(company.pk, now=LATER)
    with public():
        assert catalogue.exists(ONE.schema)
    assert erasing.erase(company.pk, now=LATER)
    with public():
        assert not catalogue.exists(ONE.schema)


def test_what_is_kept_of_the_erased_goes_after_its_time(company: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    with public():
        ModuleGrant.objects.create(tenant=company, licence="mail")
        DomainRequest.objects.create(
            tenant=company, domain="oa.qinghe.cn", token="t", requested_at=NOW, requested_by="沈若川"
        )
    clock.turn(LATER)
    old, young = LATER - erasure.DEMO_ROWS - timedelta(days=1), LATER - erasure.DEMO_ROWS + timedelta(days=1)
    with public():
        assert not DomainRequest.objects.exists(), "who asked for the address is personal data"
        demos = [erased_demo(old) for _ in range(5)]
        kept = erased_demo(young)
    monkeypatch.setattr(erasing, "ROWS", 2)
    prune = erasure.prune_demos
    batches: list[int] = []

    def die_at_the_second(**given: Any) -> int:
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return prune(**given)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(erasure, "prune_demos", die_at_the_second)
        erasing.prune(LATER)
    with public():
        assert Tenant.objects.filter(pk__in=[one.pk for one in demos]).count() == 3, "the first batch stays done"
    assert erasing.prune(LATER) == 3
    with public():
        assert not Tenant.objects.filter(pk__in=[one.pk for one in demos]).exists()
        assert Tenant.objects.filter(pk=kept.pk).exists()
        assert ModuleGrant.objects.filter(tenant=company).exists()
    assert erasing.prune(LATER + erasure.HOLD + timedelta(days=1)) == 1
    with public():
        assert not ModuleGrant.objects.filter(tenant=company).exists()
        assert Tenant.objects.get(pk=company.pk).name == company.name, "the register keeps the company"
        assert EventRow.objects.filter(kind="provisioning.tenant.erased", subject_id=company.pk).exists()
    prune_erased.run(PUBLIC)


def test_an_erased_demo_is_known_as_one(own_database: str, bucket: None) -> None:
    with public():
        tenant = Tenant.objects.get(schema_name=ONE.schema)
        tenant.state, tenant.claimed_at = State.DEMO, NOW
        tenant.live(tenant.life.delete(NOW))
        tenant.save()
    clock.turn(NOW + timedelta(minutes=1))
    with public():
        tenant.refresh_from_db()
        assert (tenant.state, tenant.was_demo) == (State.DELETED, True)
    assert erasing.prune(NOW + erasure.DEMO_ROWS + timedelta(days=1)) == 1


def erased_demo(at: datetime) -> Tenant:
    key = uuid7()
    return Tenant.objects.create(
        id=key, schema_name=schema_for(key), state=State.DELETED, state_since=at, was_demo=True, claimed_at=at
    )


def test_only_the_product_closes_rows_and_frees_addresses(db: None) -> None:
    somebody = Actor(kind="staff", name="运营", functions=frozenset({"console.erase"}))
    with public():
        tenant = Tenant.objects.get(schema_name=ONE.schema)
        with pytest.raises(Refused):
            erasure.close_row(tenant.pk, by=somebody, now=LATER, tables=0, files=0)
        with pytest.raises(Refused):
            erasure.free_addresses(by=somebody, now=LATER)
        with pytest.raises(Refused):
            erasure.prune_demos(by=somebody, now=LATER, most=1)
        with pytest.raises(Refused):
            erasure.prune_contracts(by=somebody, now=LATER)
