"""What administrators do with the organisation, as a person does it: with pickers, dialogs and a file from the disk."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kernel.accounts import rule
from kernel.scope import scope
from kernel.showcase import Showcase
from organization import seed
from organization.models import Department, DepartmentHead, ImportRun, Person, Position
from organization.tasks import apply_import
from tests.journeys.test_signin import code_of
from tests.support.browser import chromium, enter, served, watched
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("ADM-02", "ADM-03")
PASSWORD = "heyi-2026"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """和一集团 on a free port."""
    rule.forget()
    with scope(ONE):
        seed.run(Showcase(PASSWORD, now=datetime.now(UTC)))
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"
    rule.forget()


@pytest.fixture
def as_(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of somebody who is signed in: as_("何欣"), as_("何欣", phone=True). Faults of scripts fail the journey."""
    contexts: list[BrowserContext] = []
    faults: list[list[str]] = []

    def make(name: str, phone: bool = False) -> Page:
        size: Any = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=site)
        context.set_default_timeout(30_000)
        contexts.append(context)
        with scope(ONE):
            account = Person.objects.select_related("account").get(name=name).account
        enter(context, site, account, of=ONE)
        page = context.new_page()
        faults.append(watched(page))
        return page

    yield make
    for context in contexts:
        context.close()
    # Refused forms (422, 403) and the live stream that is not served here are noted as faults of the network.
    assert [words for some in faults for words in some if "Failed to load resource" not in words] == []


def pick(page: Page, field: str, name: str) -> None:
    """Choose one thing by its name in the picker of a field."""
    page.locator(f'[data-picker][data-name="{field}"] [data-picker-open]').click()
    dialog = page.locator("dialog.picker-dialog")
    dialog.locator("input[type=search]").fill(name)
    dialog.locator(f'.pick-row[data-label="{name}"]').first.click()
    expect(page.locator(f'[data-picker][data-name="{field}"] .chip')).to_contain_text(name)


def named(name: str) -> Person:
    with scope(ONE):
        return Person.objects.get(name=name)


@pytest.mark.parametrize("phone", [False, True])
def test_somebody_comes_moves_is_suspended_and_leaves(as_: Callable[..., Page], phone: bool) -> None:
    page = as_("何欣", phone=phone)
    page.goto("/organization/people/new/")
    page.get_by_label("姓名").fill("沈知行")
    pick(page, "department", "财务部")
    page.get_by_label("登录名").fill("shenzhixing")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="沈知行")).to_be_visible()
    expect(page.locator("td.list-main").first).to_contain_text("财务部")
    page.get_by_role("link", name="调动").click()
    pick(page, "department", "信息中心")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("历史任职")).to_be_visible()
    page.get_by_role("button", name="停用", exact=True).first.click()
    page.locator("dialog[open] textarea, dialog[open] input[name=reason]").first.fill("核查")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("原因：核查")).to_be_visible()
    page.get_by_role("button", name="解除停用").click()
    page.get_by_role("link", name="办理离职").click()
    pick(page, "successor", "何欣")
    page.get_by_role("button", name="确认离职").click()
    expect(page.get_by_text("由何欣接手")).to_be_visible()
    with scope(ONE):
        assert not Position.objects.filter(person__name="沈知行", ended_on=None).exists()


def test_who_has_two_posts_acts_as_either(as_: Callable[..., Page]) -> None:
    page = as_("刘洋")
    page.goto("/")
    page.locator("details[data-popup=me] summary").click()
    page.locator(".me-seats button").nth(1).click()
    expect(page.locator(".me-seat")).to_have_text("会计 · 财务部")


@pytest.mark.feature("ADM-04")
def test_a_reorganisation_is_written_looked_at_and_put_into_force(as_: Callable[..., Page]) -> None:
    page = as_("何欣")
    page.goto("/organization/reorganisations/new/")
    page.get_by_label("名称").fill("办公室合并")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="新建部门").click()
    pick(page, "unit", "和一集团本部")
    page.get_by_label("名称").fill("综合管理部")
    page.get_by_role("button", name="添加这一步").click()
    page.get_by_role("link", name="移动部门").click()
    page.get_by_role("button", name="添加这一步").click()
    expect(page.get_by_text("有内容需要改正")).to_be_visible()
    pick(page, "department", "文秘科")
    page.get_by_label("或本次调整新建的部门").select_option(label="综合管理部")
    page.get_by_role("button", name="添加这一步").click()
    expect(page.locator("ins").last).to_contain_text("综合管理部 / 文秘科")
    page.locator("[data-open-dialog=application]").click()
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.get_by_text("已生效", exact=True)).to_be_visible()
    with scope(ONE):
        assert Department.objects.get(name="文秘科").parent == Department.objects.get(name="综合管理部")
        assert not DepartmentHead.objects.filter(department__name="综合管理部").exists()


@pytest.mark.feature("ADM-06")
def test_a_bad_file_says_where_and_a_good_one_shows_how_far_it_is(as_: Callable[..., Page], tmp_path: Path) -> None:
    page = as_("何欣")
    page.goto("/organization/exchange/")
    page.set_input_files("input[type=file]", book(tmp_path / "错.xlsx", ["沈知行", "没有的部门"]))
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("需要更正的内容")).to_be_visible()
    expect(page.locator("main")).to_contain_text("第 2 行")
    page.get_by_role("link", name="换一个文件").click()
    page.set_input_files("input[type=file]", book(tmp_path / "人员.xlsx", ["沈知行", "财务部"]))
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("button", name="立即导入").click()
    expect(page.get_by_text("正在导入").first).to_be_visible()
    with scope(ONE):
        run = ImportRun.objects.get(file_name="人员.xlsx")
        assert run.state == "running"
        apply_import.run(run.pk)
    page.get_by_role("link", name=re.compile("查看结果")).click()
    expect(page.get_by_text("已变更的内容")).to_be_visible()
    assert named("沈知行").name == "沈知行"


def book(path: Path, row: list[str]) -> Path:
    """A workbook with one person."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = "人员"
    sheet.append(["姓名", "单位", "部门"])
    sheet.append([row[0], "和一集团本部", row[1]])
    made.save(path)
    return path


@pytest.mark.feature("ADM-16")
def test_a_role_that_demands_a_second_factor_has_it_set_up_first(as_: Callable[..., Page]) -> None:
    boss = as_("何欣")
    boss.goto("/organization/roles/")
    boss.get_by_role("link", name="文书", exact=True).click()
    boss.get_by_role("link", name="修改权限").click()
    boss.locator("[name=second_factor]").check()
    boss.get_by_role("button", name="保存").click()
    expect(boss.get_by_text("持有人登录时须二次验证")).to_be_visible()
    rule.forget()
    clerk = as_("陈立")
    clerk.goto("/organization/addressbook/")
    expect(clerk).to_have_url(re.compile("/account/security/$"))
    expect(clerk.get_by_text("您的角色必须使用二次验证")).to_be_visible()
    clerk.get_by_role("link", name="设置", exact=True).click()
    if clerk.locator("input[type=password]").count():
        clerk.locator("input[type=password]").fill(PASSWORD)
        clerk.keyboard.press("Enter")
    clerk.get_by_text("无法扫描").click()
    clerk.get_by_label("验证码").fill(code_of(clerk.locator(".copyable code").inner_text(), time.time()))
    clerk.get_by_role("button", name="设置").click()
    expect(clerk.get_by_role("heading", name="恢复代码")).to_be_visible()
    clerk.get_by_role("link", name=re.compile("妥善保存")).click()
    expect(clerk.get_by_role("heading", name=re.compile("陈立"))).to_be_visible()


@pytest.mark.feature("ADM-05")
def test_the_work_scope_hides_and_explains(as_: Callable[..., Page]) -> None:
    boss = as_("何欣")
    boss.goto("/organization/work-scope/new/")
    pick(boss, "unit", "和一建设有限公司")
    boss.locator("[name=reach][value=department]").check()
    boss.get_by_role("button", name="保存").click()
    pick(boss, "viewer", "孟繁星")
    pick(boss, "other", "陈立")
    boss.get_by_role("button", name="查询").click()
    expect(boss.get_by_text("看不到")).to_be_visible()
    me = as_("孟繁星")
    me.goto("/organization/addressbook/?q=陈立")
    expect(me.locator("main")).not_to_contain_text("文书")


def test_administrators_stand_apart(as_: Callable[..., Page]) -> None:
    boss, auditor = as_("何欣"), as_("周子墨")
    boss.goto("/organization/administrators/")
    kinds = boss.locator("[name=kind] option").all_inner_texts()
    assert kinds == ["系统管理员", "集团管理员", "单位管理员"], "auditors appoint auditors"
    assert boss.get_by_role("button", name="免去").count() == 2, "neither the auditor nor the last system administrator"
    boss.goto("/audit/")
    expect(boss.get_by_role("heading", name="您无权查看")).to_be_visible()
    auditor.goto("/organization/administrators/")
    assert auditor.locator("[name=kind] option").all_inner_texts() == ["审计管理员"]
    auditor.goto("/audit/verification/")
    auditor.get_by_role("button", name="立即校验").click()
    expect(auditor.get_by_text("日志完整")).to_be_visible()
