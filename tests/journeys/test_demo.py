"""A visitor's way: one click into a demo, another role, and the demo kept as the company's trial."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from kernel.actor import Actor
from kernel.notices.models import Outgoing
from kernel.scope import public, scope
from organization.models import Person
from provisioning import pooling
from provisioning.actions import pool
from tenants.models import Domain, Tenant
from tests.support.browser import FLAGS, served

pytestmark = pytest.mark.feature("SAAS-02", "SAAS-01")
SITE = "http://localhost:8000"
DEMO = re.compile(r"^http://demo-[0-9a-f]{12}\.localhost:8000/$")


@pytest.fixture
def page(own_database: str) -> Iterator[Page]:
    """A browser that has never been here. Whatever host it asks for is the product on a free port, so that addresses,
    cookies and the policy of forms are those of an installation."""
    by = Actor.system("test")
    with public():
        pool.want("plain", by=by, wanted=0)
        pool.want("demo", by=by, wanted=1)
    pooling.fill("demo")
    faults: list[str] = []
    with served() as port, pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        rules = f"--host-resolver-rules=MAP * 127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, rules])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.set_default_timeout(60_000)
        made = context.new_page()
        made.on("pageerror", lambda error: faults.append(str(error)))
        made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        yield made
        browser.close()
    assert faults == []


def code() -> str:
    with public():
        text = Outgoing.objects.latest("id").text
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None
    return found[0]


def test_a_visitor_looks_around_changes_roles_and_keeps_the_demo(page: Page) -> None:
    page.goto(f"{SITE}/demo/")
    page.get_by_role("button", name="开始体验").click()
    page.wait_for_url(DEMO)
    bar = page.locator(".demo-bar")
    expect(bar).to_contain_text("孟繁星")
    expect(bar).to_contain_text(re.compile("还剩 2[34] 小时"))

    bar.get_by_text("切换身份").click()
    bar.get_by_role("button", name="集团管理员").click()
    page.wait_for_url(DEMO)
    expect(bar).to_contain_text("何欣")
    with public():
        demo = Tenant.objects.get(state="demo")
    with scope(demo.scope):
        Person.objects.filter(name="孟繁星").update(note="看过")

    bar.get_by_role("link", name="留作试用").click()
    page.wait_for_url(f"{SITE}/sign-up/")
    page.get_by_label("邮箱").fill("shen@qinghe.example")
    page.get_by_role("button", name="发送验证码").click()
    page.locator("[name=code]").fill(code())
    page.locator("form:has([name=code]) button[type=submit]").first.click()
    page.locator("[name=company]").fill("青禾机械")
    page.locator("[name=slug]").fill("qinghe")
    page.locator("form:has([name=company]) button[type=submit]").first.click()
    page.locator("[name=admin_name]").fill("沈若川")
    page.locator("[name=password]").fill("门前 老槐树 1987 秋千")
    page.locator("form:has([name=admin_name]) button[type=submit]").first.click()

    page.wait_for_url("http://qinghe.localhost:8000/")
    expect(page.locator(".demo-bar")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("沈若川")
    with public():
        demo.refresh_from_db()
        assert demo.state == "trial"
        assert Domain.objects.get(tenant=demo, is_primary=True).domain == "qinghe.localhost"
    with scope(demo.scope):
        assert Person.objects.get(name="孟繁星").note == "看过"
