"""The pages of the working calendar: what people see, do and are refused; and how many queries it takes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.scope import scope
from organization.calendars import actions, queries
from organization.calendars.models import WorkCalendar
from tests.organization.calendars.conftest import ADMIN, UNIT, make_units
from tests.organization.calendars.people import member

HOURS = {f"day{number}": "09:00-12:00, 13:30-18:00" if number < 5 else "" for number in range(7)}


@pytest.fixture
def admin(units, calendar, client_for):
    return client_for(member("zong", "张总管", "group", unit=units["group"]))


@pytest.fixture
def li(units, calendar, client_for):
    return client_for(member("li", "李明", unit=units["team"]))


def test_the_year_is_shown(admin, li, calendar):
    for client, may_edit in ((admin, True), (li, False)):
        answer = client.get("/working-calendar/", follow=True)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert text.count('<table class="month">') == 12
        assert (f"/working-calendar/{calendar.pk}/week/" in text) == may_edit
    text = admin.get(f"/working-calendar/{calendar.pk}/2026/").content.decode()
    for words in ("248 个工作日", "国庆节", "调休上班", "国务院安排"):
        assert words in text
    assert "10-1 – 10-7" in text


def test_a_year_that_is_not_announced_is_said_to_be(admin, calendar):
    text = admin.get(f"/working-calendar/{calendar.pk}/2031/").content.decode()
    assert "2031 年的放假安排尚未公布" in text
    assert admin.post(f"/working-calendar/{calendar.pk}/2031/takeover/").status_code == 303
    assert admin.get(f"/working-calendar/{calendar.pk}/1700/").status_code == 404


def test_a_day_is_previewed_and_set(admin, calendar):
    url = f"/working-calendar/{calendar.pk}/days/"
    sent = {"day": "2026-11-27", "kind": "holiday", "name": "厂庆"}
    preview = admin.post(url, {**sent, "preview": "1"}, headers={"HX-Request": "true"})
    assert "248 → <b>247</b> (-1)" in preview.content.decode()
    assert not calendar.days.filter(day=date(2026, 11, 27)).exists()
    assert admin.post(url, sent).status_code == 303
    assert calendar.days.get(day=date(2026, 11, 27)).name == "厂庆"
    assert "厂庆" in admin.get(f"{url}?day=2026-11-27").content.decode()
    assert admin.post(url, {"day": "2026-11-27", "last": "2026-11-28", "kind": ""}).status_code == 303
    assert not calendar.days.filter(day=date(2026, 11, 27)).exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": "", "kind": "holiday"}, "请填写日期"),
        ({"day": "2026-11-27", "kind": "half_day"}, "半天要写明上班时段"),
        ({"day": "2026-11-27", "kind": "half_day", "segments": "nine"}, "看不明白"),
        ({"day": "2026-11-27", "last": "2026-11-01", "kind": "holiday"}, "结束日期"),
    ],
)
def test_mistakes_are_told_and_keep_what_was_typed(admin, calendar, sent, words):
    answer = admin.post(f"/working-calendar/{calendar.pk}/days/", {**sent, "note": "别丢掉我"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "别丢掉我" in answer.content.decode()


def test_the_week_is_previewed_set_and_taken_back(admin, calendar):
    url = f"/working-calendar/{calendar.pk}/week/"
    assert "09:00-12:00, 13:30-18:00" in admin.get(url).content.decode()
    sent = {**HOURS, "day5": "09:00-12:00", "valid_from": "2026-12-01"}
    assert "248 → <b>252</b>" in admin.post(url, {**sent, "preview": "1"}).content.decode()
    assert admin.post(url, sent).status_code == 303
    assert queries.calendar_for().day_segments(date(2026, 12, 5))
    assert admin.post(f"{url}removal/", {"valid_from": "2026-12-01"}).status_code == 303
    assert not queries.calendar_for().day_segments(date(2026, 12, 5))
    bad = admin.post(url, {**sent, "day0": "18:00"})
    assert bad.status_code == 422
    assert "看不明白" in bad.content.decode()


def test_refusals(li, calendar, visit):
    base = f"/working-calendar/{calendar.pk}"
    for url in (f"{base}/week/", f"{base}/days/"):
        assert li.get(url).status_code == 403
    for url in (f"{base}/week/", f"{base}/days/", f"{base}/2026/takeover/", f"{base}/deletion/"):
        assert (
            li.post(url, {**HOURS, "valid_from": "2026-12-01", "day": "2026-11-27", "kind": "holiday"}).status_code
            == 403
        )
    assert li.post(f"{base}/edit/", {"name": "x", "zone": "UTC"}).status_code == 403
    assert visit("one").get("/working-calendar/").status_code in {302, 303}


def test_a_unit_gets_its_own_and_gives_it_back(units, calendar, client_for):
    client = client_for(member("dan", "单管理", "unit", unit=units["team"], of=units["unit"]))
    assert client.post("/working-calendar/new/", {"name": "科技", "zone": "Asia/Shanghai"}).status_code == 422
    sent = {"unit": str(UNIT), "name": "科技", "zone": "Asia/Shanghai"}
    assert client.post("/working-calendar/new/", sent).status_code == 303
    own = WorkCalendar.objects.get(unit=UNIT)
    assert str(own.pk) in client.get("/working-calendar/")["Location"]
    assert client.post(f"/working-calendar/{calendar.pk}/week/", HOURS).status_code == 403
    assert client.post(f"/working-calendar/{own.pk}/edit/", {"name": "科技二", "zone": "Nowhere"}).status_code == 422
    assert client.post(f"/working-calendar/{own.pk}/edit/", {"name": "科技二", "zone": "UTC"}).status_code == 303
    assert client.post(f"/working-calendar/{own.pk}/deletion/").status_code == 303
    assert not WorkCalendar.objects.filter(unit=UNIT).exists()


def test_without_a_calendar_it_is_offered(units, client_for):
    client = client_for(member("zong", "张总管", "group", unit=units["group"]))
    assert "还没有工作日历" in client.get("/working-calendar/").content.decode()
    assert client.post("/working-calendar/").status_code == 303
    assert WorkCalendar.objects.filter(unit=None).exists()


def test_another_tenants_calendar_is_not_there(db, one, two, client_for):
    with scope(two):
        make_units()
        foreign = actions.found(by=ADMIN, name="乙", year=2026)
    with scope(one):
        account = member("zong", "张总管", "group", unit=make_units()["group"])
        client = client_for(account)
        assert client.get(f"/working-calendar/{foreign.pk}/2026/").status_code == 404


def test_queries_do_not_grow(admin, calendar):
    url = f"/working-calendar/{calendar.pk}/2026/"
    admin.get(url)
    with CaptureQueriesContext(connection) as few:
        admin.get(url)
    for day in range(1, 25):
        actions.set_day(calendar, date(2026, 8, day), by=ADMIN, kind="holiday", name=f"假{day}")
    admin.get(url)
    with CaptureQueriesContext(connection) as many:
        admin.get(url)
    assert len(many) == len(few) <= 25
