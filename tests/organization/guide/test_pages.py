"""The guide's page."""

from __future__ import annotations

import pytest

from organization.guide.models import Dismissal, StepMark
from tests.organization.calendars.people import member


@pytest.fixture
def admin(tenant, client_for):
    return client_for(member("zong", "张总管", "system", "group"))


def test_steps_are_shown_ticked_and_opened_again(admin):
    text = admin.get("/guide/").content.decode()
    for words in ("搭建组织", "加入人员", "设置名称和标志", "核对工作时间", "设计第一个流程", "已完成 0 / 5"):
        assert words in text
    assert admin.post("/guide/steps/calendars.hours/", {"kind": "done"}).status_code == 303
    assert "已完成 1 / 5" in admin.get("/guide/").content.decode()
    assert admin.post("/guide/steps/calendars.hours/", {"kind": "open"}).status_code == 303
    assert not StepMark.objects.exists()
    assert admin.post("/guide/steps/no.such/", {"kind": "done"}).status_code == 404


def test_it_is_put_away_and_taken_up_again(admin):
    assert admin.post("/guide/dismissal/").status_code == 303
    assert "收起了向导" in admin.get("/guide/").content.decode()
    assert admin.post("/guide/resumption/").status_code == 303
    assert not Dismissal.objects.filter(resumed_at=None).exists()


def test_it_is_not_for_everybody(tenant, client_for):
    client = client_for(member("li", "李明"))
    assert client.get("/guide/").status_code == 403
    for url in ("/guide/dismissal/", "/guide/resumption/", "/guide/steps/calendars.hours/"):
        assert client.post(url, {"kind": "done"}).status_code == 403
