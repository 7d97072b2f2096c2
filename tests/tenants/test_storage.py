"""The contract's storage: administrators can lower it, nobody inside can raise it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.files import allowance
from kernel.files.actions import start_upload
from kernel.files.purposes import PURPOSES, purpose
from kernel.policies import Invalid
from kernel.preferences import actions as preferences
from kernel.preferences.preferences import GB, MB, QUOTA_TENANT
from kernel.scope import Scope, public, scope
from tenants.actions import contracts
from tenants.models import Tenant
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("ADM-15", "SAAS-06")
STAFF = Actor(kind="staff", name="客服", functions=frozenset({"console.tenants"}))
ADMINISTRATOR = Actor(kind="person", name="赵一鸣", account=UUID(int=7), functions=frozenset({"system.manage"}))
PAPER = "test.contract"
if PAPER not in PURPOSES:
    purpose(PAPER, title="Paper", may=lambda actor, act, file: True)


@pytest.fixture
def contract(db: None) -> Iterator[None]:
    """Ten megabytes for the first tenant."""
    with public():
        contracts.change(Tenant.objects.get(schema_name=ONE.schema), by=STAFF, seats=None, storage_bytes=10 * MB)
    yield


def limit_in(here: Scope) -> int | None:
    with scope(here):
        return allowance.of_tenant()


def test_the_contract_holds_whatever_administrators_prefer(contract: None) -> None:
    assert limit_in(ONE) == 10 * MB
    for wanted, holds in ((100 * GB, 10 * MB), (5 * MB, 5 * MB), (0, 10 * MB)):
        with scope(ONE):
            preferences.save({QUOTA_TENANT: f"{wanted} B"}, by=ADMINISTRATOR, level="tenant")
        assert limit_in(ONE) == holds, wanted
    assert limit_in(TWO) == QUOTA_TENANT.default


def test_an_upload_beyond_the_contract_is_refused_although_the_preference_allows_it(contract: None) -> None:
    with scope(ONE):
        preferences.save({QUOTA_TENANT: "100 GB"}, by=ADMINISTRATOR, level="tenant")
        start_upload(PAPER, by=ADMINISTRATOR, name="a", size=6 * MB)
        with pytest.raises(Invalid):
            start_upload(PAPER, by=ADMINISTRATOR, name="b", size=6 * MB)
