"""The organisation for programs: the same rows and the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organization.actions import workscope
from organization.models import Department
from tests.organization.conftest import Company

JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture
def boss(company: Company, client_for: Callable[..., Client]) -> Client:
    return client_for(company.person("何欣").account)


@pytest.fixture
def me(company: Company, client_for: Callable[..., Client]) -> Client:
    return client_for(company.person("孟繁星").account)


@pytest.mark.parametrize("noun", ["units", "departments", "posts", "levels", "people", "groups"])
def test_lists_and_single_rows(company: Company, me: Client, noun: str) -> None:
    answer = me.get(f"/api/v1/organization/{noun}/?limit=2")
    assert answer.status_code == 200, answer.content
    rows = answer.json()["results"] if "results" in answer.json() else answer.json()["items"]
    assert 1 <= len(rows) <= 2
    assert me.get(f"/api/v1/organization/{noun}/{rows[0]['id']}/").json()["id"] == rows[0]["id"]


@pytest.mark.feature("ADM-05")
def test_people_keep_to_the_work_scope(company: Company, me: Client) -> None:
    found = me.get("/api/v1/organization/people/?q=zym").json()
    assert "赵一鸣" in str(found)
    workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="department")
    assert "赵一鸣" not in str(me.get("/api/v1/organization/people/?q=zym").json())
    assert me.get(f"/api/v1/organization/people/{company.person('赵一鸣').pk}/").status_code == 404


@pytest.mark.feature("ADM-02")
def test_changes_are_acts(company: Company, boss: Client, me: Client) -> None:
    unit = str(company.unit("HQ").pk)
    body = {"unit": unit, "name": "品牌部", "parent": None}
    assert me.post("/api/v1/organization/departments/", body, **JSON).status_code == 403
    made = boss.post("/api/v1/organization/departments/", body, **JSON)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert boss.post("/api/v1/organization/departments/", body, **JSON).status_code == 422
    assert boss.patch(f"/api/v1/organization/departments/{key}/", {"name": "品牌中心"}, **JSON).status_code == 200
    person = boss.post(
        "/api/v1/organization/people/",
        {"name": "沈知行", "department": key, "sign_in": "shenzhixing"},
        **JSON,
    )
    assert person.status_code == 201 and person.json()["positions"][0]["department"] == key
    one = f"/api/v1/organization/people/{person.json()['id']}"
    office = str(company.department("集团办公室").pk)
    assert boss.post(f"{one}/positions/", {"department": office}, **JSON).status_code == 201
    assert boss.patch(f"{one}/", {"mobile": "13711111111"}, **JSON).json()["mobile"] == "13711111111"
    assert boss.post(f"{one}/suspension/", {"reason": "核查"}, **JSON).status_code == 200
    assert boss.post(f"{one}/resumption/", {}, **JSON).status_code == 200
    assert boss.post(f"{one}/leaving/", {"successor": str(company.person("陈立").pk)}, **JSON).status_code == 200
    assert boss.post(f"/api/v1/organization/departments/{key}/closure/", {}, **JSON).status_code == 200
    assert Department.objects.get(pk=key).closed_at is not None
