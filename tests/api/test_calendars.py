"""Working calendars by the API: everybody looks, administrators change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.actor import Actor
from kernel.scope import scope
from organization.calendars.actions import found
from organization.models import Unit
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("ADM-14")
Programs = Callable[..., Program]
WEEK = ["09:00-12:00, 13:30-18:00"] * 5 + ["", ""]


@pytest.fixture
def admin(program: Programs) -> Program:
    made = program("zhao", "calendars.manage", "organization.manage")
    with scope(ONE):
        found(by=Actor.system("test"), name="和一集团", year=2026)
    return made


def group(admin: Program) -> str:
    return str(told(admin.get("calendars/calendars/"))["items"][0]["id"])


def test_everybody_looks(admin: Program, program: Programs) -> None:
    lin, key = program("lin"), group(admin)
    one = told(lin.get(f"calendars/calendars/{key}/"))
    assert one["name"] == "和一集团" and one["versions"][0]["week"][0] == "09:00-12:00, 13:30-18:00"
    days = told(lin.get(f"calendars/calendars/{key}/days/?year=2026"))
    assert {"2026-10-01"} <= {row["day"] for row in days}
    assert lin.get(f"calendars/calendars/{key}/days/").status_code == 422


def test_days_and_weeks_are_set(admin: Program) -> None:
    one = f"calendars/calendars/{group(admin)}/"
    done = admin.put(f"{one}days/", {"first": "2026-12-30", "last": "2026-12-31", "kind": "holiday", "name": "厂休"})
    assert [row["title"] for row in told(done)] == ["厂休", "厂休"]
    half = admin.put(f"{one}days/", {"first": "2026-12-30", "kind": "half_day", "hours": "9:00-12:00"})
    assert told(half)[0]["hours"] == "09:00-12:00"
    assert told(admin.put(f"{one}days/", {"first": "2026-12-30", "last": "2026-12-31", "kind": ""})) == []
    for wrong in (
        {"first": "2026-12-30", "kind": "half_day"},
        {"first": "2026-12-30", "kind": "half_day", "hours": "12 Uhr"},
        {"first": "2026-12-30", "kind": "feast"},
        {"first": "1812-12-30", "kind": "holiday"},
        {"first": "2026-12-30", "last": "2027-12-30", "kind": "holiday"},
        {"kind": "holiday"},
    ):
        assert admin.put(f"{one}days/", wrong).status_code == 422, wrong
    set_ = admin.put(f"{one}weeks/", {"valid_from": "2027-01-01", "days": WEEK})
    assert [row["valid_from"] for row in told(set_)["versions"]][-1] == "2027-01-01"
    assert admin.put(f"{one}weeks/", {"valid_from": "2027-01-01", "days": [""] * 7}).status_code == 422
    assert len(told(admin.post(f"{one}weeks/removal/", {"valid_from": "2027-01-01"}))["versions"]) == 1
    assert admin.post(f"{one}weeks/removal/", {"valid_from": "2027-01-01"}).status_code == 404
    assert admin.post(f"{one}takeover/", {"year": 2026}).status_code == 200
    assert admin.post(f"{one}takeover/", {"year": 2150}).status_code == 409
    assert told(admin.put(one, {"name": "总部日历", "zone": "Asia/Shanghai"}))["name"] == "总部日历"
    assert admin.put(one, {"name": "x", "zone": "Mars/Olympus"}).status_code == 422
    assert admin.delete(one).status_code == 409, "deadlines count by the group's"


def test_others_change_nothing(admin: Program, program: Programs) -> None:
    lin, one = program("lin"), f"calendars/calendars/{group(admin)}/"
    for method, path, body in (
        ("PUT", "", {"name": "x"}),
        ("DELETE", "", None),
        ("PUT", "days/", {"first": "2026-12-30", "kind": "holiday"}),
        ("PUT", "weeks/", {"valid_from": "2027-01-01", "days": WEEK}),
        ("POST", "weeks/removal/", {"valid_from": "2027-01-01"}),
        ("POST", "takeover/", {"year": 2026}),
    ):
        assert lin.call(method, one + path, body).status_code == 403, path
    with scope(ONE):
        assert Unit.objects.count() == 0
    key = "00000000-0000-7000-8000-000000000000"
    assert lin.post("calendars/calendars/", {"unit": key, "name": "x"}).status_code == 404
