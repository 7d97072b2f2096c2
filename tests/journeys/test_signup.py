"""From the public page to one's own site, in a real browser: mail by SMTP, work by a worker, the product's own addresses."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import dramatiq
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from kernel.scope import public
from kernel.valkey import valkey
from provisioning import pooling, standing
from provisioning.models import Creation
from tenants.models import Tenant
from tests.provisioning.support import PASSWORD, wanted
from tests.support.browser import FLAGS, served

pytestmark = pytest.mark.feature("SAAS-01", "SAAS-11")
SITE = "http://localhost:8000"


class Mailbox:
    """Takes every mail by SMTP and hands it out to whoever waits for it."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []
        self.news = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        body = message.get_body(("plain",))
        with self.news:
            self.mails.append((envelope.rcpt_tos[0], str(body.get_content() if body else "")))
            self.news.notify_all()
        return "250 OK"

    def wait(self, to: str, pattern: str) -> str:
        """What the pattern finds in a mail to an address, as soon as there is one."""

        def found() -> str:
            texts = [text for address, text in self.mails if address == to]
            return next((match[1] for text in texts if (match := re.search(pattern, text))), "")

        with self.news:
            assert self.news.wait_for(found, timeout=30), f"no such mail to {to}"
            return found()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    yield box
    controller.stop()


@pytest.fixture
def server(own_database: str, mailbox: Mailbox) -> Iterator[int]:
    """The product on a free port, with a worker for what it leaves to one."""
    standing.forget()
    # An earlier test's "somebody hands facts out already" would hold for half a minute.
    valkey().flushdb()
    broker = dramatiq.get_broker()
    broker.flush_all()
    worker = dramatiq.Worker(broker, worker_timeout=50, worker_threads=2)
    worker.start()
    with served() as port:
        yield port
    worker.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserType]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright.chromium


@pytest.fixture
def browser(chromium: BrowserType, server: int) -> Iterator[Browser]:
    """A browser that finds every host of the product at the test's server, under the very address it has."""
    rules = f"--host-resolver-rules=MAP *:8000 127.0.0.1:{server}"
    made = chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, rules])
    yield made
    made.close()


def opened(browser: Browser, *, phone: bool = False, **options: Any) -> tuple[BrowserContext, Page, list[str]]:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size, locale="zh-CN", base_url=SITE, **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    return context, page, faults


def proven(page: Page, mailbox: Mailbox, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("^免费试用")).first.click()
    page.get_by_label("邮箱").fill(email)
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("验证码").fill(mailbox.wait(email, r"\b(\d{6})\b"))
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", name="您的公司")).to_be_visible()


def test_from_the_public_page_to_the_first_page_of_one_s_own(browser: Browser, mailbox: Mailbox) -> None:
    wanted(plain=1)
    pooling.fill("plain")
    context, page, faults = opened(browser)
    proven(page, mailbox, "shen@qinghe.cn")

    page.get_by_label("公司名称").press_sequentially("青禾机械有限公司")
    expect(page.get_by_label("站点网址")).to_have_value("qinghejixie")
    expect(page.locator("#verdict")).to_contain_text("可以使用")
    page.get_by_label("站点网址").fill("admin")
    expect(page.locator("#verdict")).to_contain_text("保留")
    page.get_by_label("公司名称").fill("青禾机械有限公司（上海）")
    expect(page.get_by_label("站点网址")).to_have_value("admin")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("保留")
    expect(page.get_by_label("公司名称")).to_have_value("青禾机械有限公司（上海）")
    page.get_by_label("站点网址").fill("qinghe")
    page.get_by_role("button", name="继续").click()

    page.get_by_label("您的姓名").fill("沈若川")
    page.get_by_label("密码", exact=True).press_sequentially("12345678")
    expect(page.locator("#strength")).to_contain_text("强度")
    page.get_by_role("button", name="创建站点").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("您的姓名")).to_have_value("沈若川")
    page.go_back()
    page.get_by_label("您的姓名").fill("沈若川")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="创建站点").dblclick()
    page.wait_for_url("http://qinghe.localhost:8000/")
    expect(page.get_by_role("heading", name="开通向导")).to_be_visible()
    expect(page.get_by_text("沈若川").first).to_be_visible()
    page.get_by_role("link", name="全部步骤").click()
    expect(page.get_by_role("heading", name="开通向导")).to_be_visible()

    assert mailbox.wait("shen@qinghe.cn", r"(http://\S+)\s") == "http://qinghe.localhost:8000/"
    with public():
        assert Creation.objects.count() == 1
        assert Tenant.objects.filter(name="青禾机械有限公司（上海）").count() == 1
    # Going back shows that it is done, and does not throw anybody forward again.
    page.goto(f"{SITE}/sign-up/")
    expect(page.get_by_role("button", name="进入站点")).to_be_visible()
    expect(page).to_have_url(re.compile(f"^{SITE}/sign-up/"))
    context.close()
    assert faults == []


def test_an_empty_pool_shows_how_far_it_is_and_arrives_by_itself(browser: Browser, mailbox: Mailbox) -> None:
    wanted(plain=0)
    context, page, faults = opened(browser)
    proven(page, mailbox, "shen@qinghe.cn")
    page.get_by_label("公司名称").fill("青禾机械")
    page.get_by_label("站点网址").fill("qinghe")
    page.get_by_role("button", name="继续").click()
    page.get_by_label("您的姓名").fill("沈若川")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="创建站点").click()
    page.wait_for_url("http://qinghe.localhost:8000/")
    expect(page.get_by_role("heading", name="开通向导")).to_be_visible()
    context.close()
    assert faults == []


def test_on_a_phone_and_without_a_single_script(browser: Browser, mailbox: Mailbox) -> None:
    wanted(plain=1)
    pooling.fill("plain")
    with public():
        assert Tenant.objects.filter(state="pooled").count() == 1
    context, page, faults = opened(browser, phone=True, java_script_enabled=False, is_mobile=True, has_touch=True)
    for path in ("/", "/features/", "/prices/", "/status/", "/terms/", "/privacy/", "/sign-in/"):
        page.goto(path)
        assert page.locator("html").evaluate("root => root.scrollWidth") <= 390, path
    proven(page, mailbox, "shen@qinghe.cn")
    page.get_by_label("公司名称").fill("青禾机械")
    page.get_by_label("站点网址").fill("qinghe")
    page.get_by_role("button", name="继续").tap()
    page.get_by_label("您的姓名").fill("沈若川")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    assert page.locator("html").evaluate("root => root.scrollWidth") <= 390
    page.get_by_role("button", name="创建站点").tap()
    # The policy of the page lets this one form end on a host of ours.
    page.get_by_role("button", name="进入站点").tap()
    page.wait_for_url("http://qinghe.localhost:8000/")
    expect(page.get_by_role("heading", name="开通向导")).to_be_visible()
    context.close()
    assert faults == []
