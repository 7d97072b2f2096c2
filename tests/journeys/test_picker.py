"""Choosing people by the picker: with the keyboard alone, on a phone, by pinyin, lately chosen, and far down the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.scope import scope
from kernel.showcase import Showcase
from organization import seed
from organization.actions import workscope
from organization.directory import OrganizationDirectory
from organization.models import Person, PersonGroup
from tests.support.browser import chromium, enter, served, watched
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("PER-01", "ADM-05")
FORM = "/organization/groups/new/"
Open = Callable[..., Page]


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """和一集团 on a free port."""
    with scope(ONE):
        seed.run(Showcase("heyi-2026"))
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Open]:
    """The form of a new group in somebody's browser."""
    contexts = []

    def page(name: str = "何欣", **options: Any) -> Page:
        given: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = browser.new_context(base_url=site, **given)
        context.route("**/events?token=*", lambda route: route.fulfill(status=204))
        with scope(ONE):
            account = Person.objects.select_related("account").get(name=name).account
        enter(context, site, account, of=ONE)
        contexts.append(context)
        made = context.new_page()
        made.goto(FORM)
        return made

    yield page
    for context in contexts:
        context.close()


def test_people_are_chosen_with_the_keyboard_alone(opened: Open) -> None:
    page = opened()
    faults = watched(page)
    opener, chips = page.locator("[data-picker-open]"), page.locator("[data-picker-chips] .chip-label")
    opener.focus()
    page.keyboard.press("Enter")
    search, active = page.locator("dialog [role=combobox]"), page.locator(".pick-row[data-active]")
    line = page.locator(".picker-chosen .chip")
    expect(search).to_be_focused()
    expect(active).to_have_count(1)
    first = active.get_attribute("data-label")
    page.keyboard.press("ArrowUp")
    expect(active).to_have_attribute("data-label", first or "")
    page.keyboard.press("ArrowDown")
    expect(active).not_to_have_attribute("data-label", first or "")
    expect(search).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
    page.keyboard.type("ljy")
    expect(active).to_have_attribute("data-label", "林静怡")
    page.keyboard.press("Enter")
    expect(line).to_have_text(["林静怡"])
    expect(active).to_have_attribute("aria-selected", "true")
    page.keyboard.type("mengfanxing")
    expect(active).to_have_attribute("data-label", "孟繁星")
    page.keyboard.press("Enter")
    page.keyboard.type("陈立新")
    expect(active).to_have_attribute("data-label", "陈立新")
    page.keyboard.press("Enter")
    expect(line).to_have_text(["林静怡", "孟繁星", "陈立新"])
    page.keyboard.press("Backspace")
    expect(search).to_have_value("")
    expect(line).to_have_count(3)
    page.keyboard.press("Backspace")
    expect(line).to_have_text(["林静怡", "孟繁星"])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(chips).to_have_text(["林静怡", "孟繁星"])
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    expect(line).to_have_text(["林静怡"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(chips).to_have_text(["林静怡", "孟繁星"])
    page.fill("[name=name]", "试点小组")
    page.locator("main form[method=post] .btn-primary").click()
    expect(page).not_to_have_url(re.compile(FORM))
    with scope(ONE):
        group = PersonGroup.objects.get(name="试点小组")
        assert set(Person.objects.filter(places__group=group).values_list("name", flat=True)) == {"林静怡", "孟繁星"}
    page.goto(FORM)
    page.locator("[data-picker-open]").click()
    expect(page.locator(".picker-head").first).to_have_text("最近选择")
    expect(page.locator(".pick-row").first).to_have_attribute("data-label", "林静怡")
    assert faults == []


def test_the_list_goes_on_and_what_fits_nothing_says_so(opened: Open) -> None:
    page = opened("林静怡")
    page.locator("[data-picker-open]").click()
    rows = page.locator(".pick-row")
    expect(page.locator("[data-more]")).to_have_count(1)
    # Above them stands whoever was chosen lately.
    first = rows.count()
    page.locator("[data-more]").click()
    expect(rows).to_have_count(first + 30)
    people = rows.evaluate_all("all => all.map((one) => one.dataset.id)")
    assert len({*people[first - 30 :]}) == 60
    assert len({*rows.evaluate_all("all => all.map((one) => one.id)")}) == first + 30
    page.locator("dialog [role=combobox]").fill("查无此人")
    expect(page.locator(".picker-rows")).to_have_text("没有找到，少输几个字或换个写法试试。")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-picker-chips] .chip")).to_have_count(0)


def test_a_picker_by_thumb(opened: Open) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator("[data-picker-open]").tap()
    dialog = page.get_by_role("dialog")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], round(box["height"])) == (0, 390, 844)
    branch = page.locator(".picker-tree .tree-line", has_text="设计院")
    branch.locator(".tree-label").tap()
    expect(branch).to_have_attribute("aria-selected", "true")
    expect(branch).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".pick-row").first).to_contain_text("经营部")
    low = page.locator(".pick-row, .picker-tree .tree-line, .dialog-foot .btn").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.className)"
    )
    assert low == []
    page.locator(".pick-row").nth(0).tap()
    page.locator(".pick-row").nth(1).tap()
    expect(page.locator(".picker-chosen .chip")).to_have_count(2)
    page.locator("[data-drop]").first.tap()
    dialog.get_by_role("button", name="完成", exact=True).tap()
    expect(page.locator("[data-picker-chips] .chip")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("[data-picker-remove]").tap()
    expect(page.locator("[data-picker-chips] .chip")).to_have_count(0)


def test_a_picker_offers_who_is_in_reach_and_no_other(opened: Open) -> None:
    with scope(ONE):
        boss = OrganizationDirectory().actor_for(Person.objects.get(name="何欣").account)
        workscope.set_rule(by=boss, reach="department")
    page = opened("孟繁星")
    page.locator("[data-picker-open]").click()
    expect(page.locator('.pick-row[data-label="孟繁星"]')).to_have_count(1)
    page.locator("dialog [role=combobox]").fill("lin")
    expect(page.locator(".picker-rows")).to_have_text("没有找到，少输几个字或换个写法试试。")
