"""What administrators of the organisation keep is read by those who may look on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from organization.models import ChangeSet, Contact, ImportRun, WorkScopeRule
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("ADM-02")
NOW = datetime(2026, 11, 25, tzinfo=UTC)
PATHS = ("roles", "administrators", "work-scope", "reorganisations", "imports", "contacts")


@pytest.fixture
def kept(company: Company) -> Company:
    boss = company.person("何欣")
    WorkScopeRule.objects.create(unit=company.unit("JS"), reach="department")
    ChangeSet.objects.create(name="年度调整", effective_on=date(2027, 1, 1), made_at=NOW, made_by="何欣")
    ImportRun.objects.create(file_name="人员.xlsx", made_at=NOW, made_by="何欣", account=boss.account_id)
    Contact(owner=boss, name="沈知行", mobile="13711111111").read_name().save()
    return company


@pytest.mark.parametrize("noun", PATHS)
def test_administrators_read_lists_and_single_rows(kept: Company, client_for: Callable[..., Client], noun: str) -> None:
    boss = client_for(kept.person("何欣").account)
    answer = boss.get(f"/api/v1/organization/{noun}/")
    assert answer.status_code == 200, answer.content
    rows = answer.json()["items"]
    assert rows
    one = boss.get(f"/api/v1/organization/{noun}/{rows[0]['id']}/")
    assert one.status_code == 200 and one.json()["id"] == rows[0]["id"]


@pytest.mark.parametrize("noun", PATHS[:-1])
def test_others_do_not(kept: Company, client_for: Callable[..., Client], noun: str) -> None:
    assert client_for(kept.person("孟繁星").account).get(f"/api/v1/organization/{noun}/").status_code == 403


def test_contacts_are_one_s_own(kept: Company, client_for: Callable[..., Client]) -> None:
    boss, other = (client_for(kept.person(name).account) for name in ("何欣", "孟繁星"))
    (row,) = boss.get("/api/v1/organization/contacts/?q=szx").json()["items"]
    assert row["name"] == "沈知行" and boss.get("/api/v1/organization/contacts/?q=zzz").json()["items"] == []
    assert other.get("/api/v1/organization/contacts/").json()["items"] == []
    assert other.get(f"/api/v1/organization/contacts/{row['id']}/").status_code == 404
