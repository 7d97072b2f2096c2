"""Signing in as a person does: password, app, security key, a role that demands a second factor, and the phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.accounts import rule
from kernel.accounts.models import Account
from kernel.events.models import EventRow
from kernel.ports import sockets
from kernel.scope import scope
from tests.support.browser import chromium, served
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("ADM-16", "PER-01", "ADM-11")
PASSWORD = "门前 老槐树 1987 秋千"
NEW = "河边 蓝风筝 3 只 小船"


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """The product on a free port, with 林岚 who signs in."""
    rule.forget()
    with scope(ONE):
        account = Account(username="linlan", name="林岚", email="linlan@example.com")
        account.set_password(PASSWORD)
        account.save()
    with served() as port:
        yield f"http://{HOSTS['one']}:{port}"
    rule.forget()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """A browser that has never been here; a fault on the console or against the policy fails the journey."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=site)
    context.set_default_timeout(15_000)
    made, faults = context.new_page(), []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    context.close()
    assert faults == []


def enter(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("登录名、手机号或邮箱").fill("linlan")
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def code_of(secret: str, moment: float) -> str:
    """RFC 6238, written down once more, independent of the product."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def demand(monkeypatch: pytest.MonkeyPatch) -> None:
    class Everybody:
        def requires(self, account: Any) -> bool:
            return True

    monkeypatch.setitem(sockets._offered, rule.SecondFactorRule, Everybody())


def test_a_wrong_password_then_the_right_one_and_out_again(page: Page) -> None:
    page.goto("/account/security/")
    expect(page).to_have_url(re.compile("/account/sign-in/"))
    enter(page, "falsch")
    expect(page.get_by_role("alert")).to_contain_text("不匹配")
    expect(page.get_by_label("登录名、手机号或邮箱")).to_have_value("linlan")
    enter(page)
    expect(page).to_have_url(re.compile("/account/security/$"))
    expect(page.get_by_text("当前", exact=True)).to_be_visible()
    page.locator("summary.me").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(re.compile("/account/sign-in/"))


def test_a_role_demands_an_app_and_the_next_sign_in_asks_for_it(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    demand(monkeypatch)
    page.goto("/account/sign-in/")
    enter(page)
    expect(page).to_have_url(re.compile("/account/security/$"))
    expect(page.get_by_text("您的角色必须使用二次验证")).to_be_visible()
    page.goto("/account/profile/")
    expect(page).to_have_url(re.compile("/account/security/$"))
    page.get_by_role("link", name="设置", exact=True).click()
    page.get_by_text("无法扫描").click()
    secret = page.locator(".copyable code").inner_text()
    page.get_by_label("验证码").fill(code_of(secret, time.time()))
    page.get_by_role("button", name="设置").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    page.goto("/account/sign-in/?next=/account/profile/")
    enter(page)
    expect(page).to_have_url(re.compile("/account/sign-in/second/"))
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("未通过")
    # One step later than now is let through; the present one was used at setting up.
    page.get_by_label("验证码").fill(code_of(secret, time.time() + 30))
    page.get_by_role("button", name="继续").click()
    expect(page).to_have_url(re.compile("/account/profile/"))
    page.context.clear_cookies()
    page.goto("/account/sign-in/?next=/account/profile/")
    enter(page)
    page.get_by_label("验证码").fill(recovery)
    page.get_by_role("button", name="继续").click()
    expect(page).to_have_url(re.compile("/account/profile/"))


def test_a_security_key_is_registered_and_opens_the_door(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": False,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/account/sign-in/?next=/account/security/")
    enter(page)
    page.get_by_role("link", name="添加密钥").click()
    page.get_by_label("密钥名称").fill("蓝色密钥")
    page.get_by_role("button", name="添加密钥").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/account/security/key/")
    page.get_by_role("button", name="添加密钥").click()
    expect(page.get_by_text("该密钥已经登记过。")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/account/sign-in/?next=/account/security/")
    enter(page)
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page).to_have_url(re.compile("/account/security/$"))
    expect(page.get_by_text("蓝色密钥")).to_be_visible()
    with scope(ONE):
        assert EventRow.objects.filter(kind="accounts.session.opened").latest("id").data["factor"] == "key"


def test_the_strength_is_shown_and_a_new_password_signs_other_places_out(
    page: Page, browser: Browser, site: str
) -> None:
    other = browser.new_context(locale="zh-CN", base_url=site).new_page()
    for one in (page, other):
        one.goto("/account/sign-in/?next=/account/security/")
        enter(one)
        expect(one).to_have_url(re.compile("/account/security/$"))
    page.reload()
    expect(page.get_by_role("button", name="退出其他所有设备")).to_be_visible()
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("当前密码").fill(PASSWORD)
    page.get_by_label("新密码").press_sequentially("12345678")
    expect(page.locator("#strength")).to_contain_text("被猜中")
    page.get_by_label("新密码").fill(NEW)
    expect(page.locator("#strength")).to_contain_text("很强")
    page.get_by_role("button", name="显示").first.click()
    expect(page.get_by_label("当前密码")).to_have_attribute("type", "text")
    page.get_by_role("button", name="修改密码").click()
    expect(page).to_have_url(re.compile("/account/security/$"))
    other.reload()
    expect(other).to_have_url(re.compile("/account/sign-in/"))
    other.context.close()


def test_on_a_phone_by_keyboard_alone(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", base_url=site)
    page = context.new_page()
    page.goto("/account/sign-in/?next=/account/profile/")
    expect(page.get_by_label("Sign-in name, phone or e-mail")).to_be_focused()
    page.keyboard.type("linlan")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account/profile/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
