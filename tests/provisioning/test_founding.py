"""The first start: the vendor's row, and the showcase company in a schema of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import Refused
from kernel.scope import public, scope
from provisioning.actions import founding
from tenants.models import Domain, Tenant

SYSTEM = Actor.system("seed")


@pytest.mark.feature("SAAS-05")
def test_the_showcase_is_made_once_and_opens_with_its_domain(own_database: str) -> None:
    with public():
        founding.found_vendor(by=SYSTEM, now=datetime.now(UTC))
    first = founding.found_showcase("heyi-2026")
    assert {sign_in.role for sign_in in first} >= {"employee", "department_head", "group_administrator"}
    assert founding.found_showcase("another") == first
    with public():
        tenant = Domain.objects.select_related("tenant").get(domain=founding.showcase_domain()).tenant
        assert tenant.state == "active"
        assert Tenant.objects.filter(name="和一集团").count() == 2  # the tests' own first tenant has the name too
    with scope(tenant.scope):
        assert Account.objects.get(username="hexin").check_password("heyi-2026")


def test_a_start_that_died_half_way_goes_on_with_the_same_row(own_database: str) -> None:
    with public():
        founding.found_vendor(by=SYSTEM, now=datetime.now(UTC))
        row = founding.announce_build(by=SYSTEM, now=datetime.now(UTC))
    founding.found_showcase("heyi-2026")
    with public():
        assert Domain.objects.get(domain=founding.showcase_domain()).tenant_id == row.pk


def test_only_the_product_founds(own_database: str) -> None:
    somebody = Actor(kind="person", name="林静怡")
    with public(), pytest.raises(Refused):
        founding.announce_build(by=somebody, now=datetime.now(UTC))
    with public(), pytest.raises(Refused):
        founding.found_vendor(by=somebody, now=datetime.now(UTC))
