"""Drawing a process in the browser: by mouse and by keyboard, with faults shown, undone, tried, published and exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.scope import scope
from kernel.showcase import Showcase
from organization import seed
from organization.models import Person
from tests.organization.conftest import Company
from tests.support.browser import chromium, enter, served, watched
from tests.support.databases import HOSTS, ONE
from workflow import bpmn, functions
from workflow.actions import definitions
from workflow.models import Process, Version

pytestmark = pytest.mark.feature("FRM-05", "COL-14")
Open = Callable[..., Page]


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """和一集团 with one process on a free port."""
    with scope(ONE):
        seed.run(Showcase("heyi-2026"))
        designer = Company().actor("何欣", functions.DESIGN, functions.MANAGE)
        definitions.create(by=designer, key="expense", name="费用报销")
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Open]:
    """The designer in the group administrator's browser, which says nothing on its console."""
    contexts = []

    def page(**options: Any) -> Page:
        given: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = browser.new_context(base_url=site, **given)
        context.route("**/events?token=*", lambda route: route.fulfill(status=204))
        with scope(ONE):
            account = Person.objects.select_related("account").get(name="何欣").account
            process = Process.objects.get(key="expense")
        enter(context, site, account, of=ONE)
        contexts.append(context)
        made = context.new_page()
        made.goto(f"/workflow/processes/{process.pk}/designer/")
        return made

    yield page
    for context in contexts:
        context.close()


def add(page: Page, joint: int, kind: str) -> None:
    page.locator(".joint-plus").nth(joint).click()
    page.locator(f".designer-menu [data-name={kind}]").click()


def saved(page: Page) -> None:
    expect(page.locator("[data-designer-status]")).to_have_text("已保存")


def latest() -> Version:
    with scope(ONE):
        return Version.objects.order_by("-number")[0]


def test_a_process_is_drawn_tried_published_and_exported(opened: Open) -> None:
    page = opened()
    faults = watched(page)
    page.locator('[data-open="start"]').click()
    page.locator("[name=field_0]").fill("金额")
    add(page, 0, "approve")
    page.locator("[name=name]").fill("部门负责人审批")
    expect(page.locator(".step-fault")).to_have_count(1)
    page.locator("[name=rule]").select_option("head_of_department")
    expect(page.locator(".step-fault")).to_have_count(0)
    add(page, 1, "condition")
    page.locator(".condition-line [data-sign]").select_option(">")
    page.locator(".condition-line [data-value]").fill("5000")
    page.locator(".branch").first.locator(".joint-plus").first.click()
    page.locator(".designer-menu [data-name=approve]").click()
    page.locator("[name=rule]").select_option("head_of_unit")
    page.locator("[data-do=close]").click()
    expect(page.locator("[data-fault-count]")).to_have_text("检查无误")
    saved(page)
    source = latest().source
    assert source["steps"][1]["branches"][0]["when"] == "金额 > 5000"
    assert [step["kind"] for step in source["steps"][1]["branches"][0]["steps"]] == ["approve"]
    # Tried: it says who, and writes nothing.
    page.locator("[data-open-dialog=trial]").click()
    page.locator("#trial_values").fill("金额 = 6000")
    page.locator("#trial button[type=submit]").click()
    expect(page.locator("[data-trial-answer]")).to_contain_text("条件成立")
    page.locator("#trial [data-close-dialog]").click()
    expect(page.locator(".step-card[data-tried]").first).to_be_visible()
    # Published and exported: another tool's reader makes the same of it.
    page.locator("[data-open-dialog=publish]").click()
    page.locator("#publish-note").fill("第一版")
    page.locator("#publish button[type=submit]").click()
    expect(page.locator("[data-designer-status]")).to_have_text("已发布")
    assert faults == []
    with scope(ONE):
        process = Process.objects.select_related("current").get(key="expense")
        assert process.current is not None
        assert (process.current.note, process.current.source) == ("第一版", source)
    answer = page.evaluate(f"fetch('/workflow/processes/{process.pk}/process.bpmn').then(answer => answer.text())")
    assert bpmn.read(str(answer).encode()).as_dict() == process.current.graph


def test_by_keyboard_undone_moved_copied_and_deleted(opened: Open) -> None:
    page = opened()
    faults = watched(page)
    page.locator('[data-open="start"]').focus()
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    page.locator("[name=rule]").select_option("starter")
    page.keyboard.press("Escape")
    saved(page)
    card = page.locator('[data-open="approve1"]')
    expect(card).to_be_focused()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(page.locator(".step-card")).to_have_count(3)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-open]").nth(1)).to_have_attribute("data-open", "approve2")
    page.keyboard.press("Delete")
    expect(page.locator(".step-card")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator(".step-card")).to_have_count(3)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator(".step-card")).to_have_count(2)
    saved(page)
    assert faults == []
    assert [step["key"] for step in latest().source["steps"]] == ["approve1"]


def test_the_second_who_draws_is_told_and_loses_nothing(opened: Open) -> None:
    page, other = opened(), opened()
    add(page, 0, "cc")
    saved(page)
    add(other, 0, "handle")
    expect(other.locator(".notice-bad")).to_contain_text("请重新打开")
    expect(other.locator('.step-card [data-open="handle1"]')).to_be_visible()
    other.locator(".notice-bad button").click()
    expect(other.locator('.step-card [data-open="cc1"]')).to_be_visible()


def test_what_had_not_arrived_is_put_back(opened: Open) -> None:
    page = opened()
    page.route("**/drawing/", lambda route: route.abort())
    add(page, 0, "cc")
    expect(page.locator("[data-designer-status]")).to_contain_text("网络已断开")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/drawing/")
    page.reload()
    expect(page.locator('.step-card [data-open="cc1"]')).to_be_visible()
    saved(page)


def test_on_a_phone_the_panel_has_the_screen_and_nothing_sticks_out(opened: Open) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    add(page, 0, "parallel")
    page.locator("[data-do=close]").click()
    page.locator(".branch").first.locator(".joint-plus").first.click()
    page.locator(".designer-menu [data-name=approve]").click()
    expect(page.locator("[name=rule]")).to_be_attached()
    box = page.locator("[data-panel]").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    page.locator("[data-do=close]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(
        "(element => element.scrollWidth <= element.clientWidth)(document.querySelector('[data-canvas]'))"
    )
