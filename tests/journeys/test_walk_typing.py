"""What was typed is not lost: without a connection, after the session has ended; and lists and notices by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.notices import NoticeKind
from kernel.notices.actions.telling import notify
from kernel.scope import scope
from kernel.showcase import Showcase
from organization import seed
from organization.models import Contact, Person
from tests.support.browser import chromium, enter, served, watched
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("PER-01")
PASSWORD = "heyi-2026"
FORM = "/organization/addressbook/external/new/"


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """和一集团 on a free port."""
    with scope(ONE):
        seed.run(Showcase(PASSWORD))
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """何欣's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=site)
    context.set_default_timeout(20_000)
    context.route("**/events?token=*", lambda route: route.fulfill(status=204))
    with scope(ONE):
        account = Person.objects.select_related("account").get(name="何欣").account
    enter(context, site, account, of=ONE)
    made = context.new_page()
    yield made
    context.close()


def test_a_form_survives_a_lost_connection_and_an_ended_session(page: Page) -> None:
    page.goto(FORM)
    page.fill("[name=name]", "老李")
    page.fill("[name=company]", "长江建材")
    send = page.locator("main form[method=post] .btn-primary")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("网络已断开")
    send.click()
    expect(page.locator("[data-network-notice]")).to_contain_text("网络")
    expect(page.locator("[name=company]")).to_have_value("长江建材")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_have_count(0)
    page.context.clear_cookies(name="session")
    send.click()
    expect(page).to_have_url(re.compile("/account/sign-in/"))
    page.get_by_label("登录名、手机号或邮箱").fill("hexin")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(FORM))
    expect(page.locator(".draft-note")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("老李")
    page.locator("main form[method=post] .btn-primary").click()
    expect(page).not_to_have_url(re.compile(FORM))
    page.goto(FORM)
    expect(page.locator("[name=name]")).to_have_value("")
    with scope(ONE):
        assert Contact.objects.get().company == "长江建材"


def test_a_list_by_keyboard_filters_and_says_where_it_failed(page: Page) -> None:
    faults = watched(page)
    page.goto("/organization/people/")
    page.keyboard.press("/")
    expect(page.locator("[data-find-here]")).to_be_focused()
    page.keyboard.type("ljy")
    expect(page.locator("table.list tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=ljy"))
    expect(page.locator("[data-find-here]")).to_be_focused()
    page.locator("[data-find-here]").fill("")
    expect(page.locator("table.list tbody tr")).to_have_count(50)
    page.locator("h1").click()
    page.keyboard.press("]")
    expect(page.locator("[data-page-before]")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("table.list tbody tr").nth(1)
    expect(second).to_have_attribute("data-cursor", "")
    name = second.locator(".list-link").text_content() or ""
    assert faults == []
    page.context.set_offline(True)
    page.locator("[data-page-before]").click()
    expect(page.locator("[data-network-notice]")).to_contain_text("网络")
    expect(second.locator(".list-link")).to_have_text(name)
    page.context.set_offline(False)
    page.locator("thead a").first.focus()
    second.locator(".list-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name[-2:])


def test_a_view_is_kept_from_the_dialog_and_columns_are_moved(page: Page) -> None:
    page.goto("/organization/people/?q=chen")
    page.get_by_role("button", name="存为视图").click()
    page.get_by_label("视图名称").fill("姓陈的")
    page.locator("dialog[open] .btn-primary").click()
    expect(page.locator(".list-views [aria-current]")).to_have_text("姓陈的")
    page.get_by_role("button", name="显示列").click()
    page.locator("dialog[open] li", has_text="手机").locator("[data-move=up]").click()
    page.locator("dialog[open] li", has_text="登录名").locator("input").uncheck()
    page.locator("dialog[open] .btn-primary").click()
    heads = page.locator("table.list thead th")
    expect(heads).to_have_count(5)
    expect(heads.nth(2)).to_have_text("手机")


def test_notices_are_asked_for_when_somebody_looks(page: Page) -> None:
    with scope(ONE):
        account = Person.objects.get(name="何欣").account_id
        notify(
            NoticeKind("tests.walk.done", "试", "试", frozenset()),
            to=[f"account:{account}"],
            title="年度计划已批准",
            url="/",
        )
    page.goto("/organization/people/")
    expect(page.locator('.topbar [data-number="notices.unread"]')).to_have_text("1")
    page.locator("[data-notices] summary").click()
    expect(page.locator(".notices-body .notice-open")).to_contain_text("年度计划已批准")
    page.keyboard.press("Escape")
    expect(page.locator(".notices-body")).to_be_hidden()
