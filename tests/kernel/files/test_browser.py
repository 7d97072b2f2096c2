"""Uploads as a person does them, in a real browser against a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kernel.accounts.models import Account
from kernel.files import store
from kernel.files.models import File
from kernel.scope import scope
from tests.kernel.files.conftest import PAGES
from tests.support.browser import chromium, enter, served
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("SAAS-06")

MB = 1024 * 1024


@pytest.fixture
def site(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The product on a free port, with a page that has an upload field; the store lets this port's pages in."""
    monkeypatch.setitem(
        __import__("tenants.middleware").middleware.URLCONFS, "tenant", "tests.kernel.files.pages_for_browser"
    )
    with served() as port:
        store.allow([f"http://{HOSTS['one']}:{port}"])
        yield f"http://{HOSTS['one']}:{port}"
    # The bucket is shared with the other tests of this run.
    store.allow(PAGES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """Lin's browser, on the page with the field."""
    with scope(ONE):
        account = Account.objects.create(id=UUID(int=0x31), username="lin", name="林小满")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    enter(context, site, account, of=ONE)
    context.set_default_timeout(15_000)
    made = context.new_page()
    made.goto(f"{site}/leave/")
    yield made
    context.close()


@pytest.fixture
def paper(tmp_path: Path) -> Callable[..., str]:
    """A file on Lin's disk."""

    def make(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return make


def kept() -> list[File]:
    with scope(ONE):
        return list(File.objects.filter(ready_at__isnull=False).order_by("name"))


def choose(page: Page, *paths: str) -> None:
    page.set_input_files("input[type=file]", list(paths))


def test_several_files_at_once_survive_an_error_of_the_form(page: Page, paper: Callable[..., str]) -> None:
    through_us: list[int] = []
    page.on(
        "request",
        lambda request: (
            through_us.append(len(request.post_data_buffer or b"")) if ":28333" not in request.url else None
        ),
    )
    large = bytes(range(256)) * 4096 * 20
    choose(page, paper("a报告.txt", "会议纪要".encode()), paper("b.pdf", b"%PDF-1.7\n"), paper("c录像.bin", large))
    expect(page.locator("[data-file]")).to_have_count(3, timeout=20_000)
    assert [file.name for file in kept()] == ["a报告.txt", "b.pdf", "c录像.bin"]
    assert max(through_us) < 10_000
    # The reason is missing: what was sent stays.
    page.evaluate("document.querySelector('form.form-lines').noValidate = true")
    page.click("button:has-text('提交')")
    expect(page.locator(".field-error")).to_be_visible()
    expect(page.locator("[data-file]")).to_have_count(3)
    page.fill("[name=reason]", "年假")
    page.click("button:has-text('提交')")
    expect(page.locator("#kept")).to_have_text("a报告.txt|b.pdf|c录像.bin")


def test_a_reload_in_the_middle_goes_on_where_it_stopped(page: Page, paper: Callable[..., str]) -> None:
    content = bytes(range(256)) * 4096 * 40
    path = paper("大文件.bin", content)
    sent: list[str] = []

    def let_two_pass(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) > 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/*partNumber=*", let_two_pass)
    choose(page, path)
    expect(page.locator(".file-note")).to_contain_text("网络已断开", timeout=20_000)
    page.wait_for_timeout(500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/*partNumber=*")
    expect(page.locator("[data-interrupted]")).to_contain_text("大文件.bin")
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if "partNumber=" in request.url else None)
    choose(page, path)
    expect(page.locator("[data-file]")).to_have_count(1, timeout=20_000)
    assert len({url.partition("?")[0] for url in again}) == 1
    assert len(again) == 3
    (file,) = kept()
    assert store.read(file.key, 17 * MB, 10) == content[17 * MB : 17 * MB + 10]


def test_pausing_and_going_on_and_a_store_that_stumbles(page: Page, paper: Callable[..., str]) -> None:
    stumbles = iter([503, 403])

    def stumble(route: Route) -> None:
        status = next(stumbles, None)
        if status:
            route.fulfill(status=status, headers={"access-control-allow-origin": "*"})
        else:
            route.continue_()

    page.route("**/*partNumber=*", stumble)
    choose(page, paper("a.bin", b"x" * 30 * MB))
    page.click(".file-row button:has-text('暂停')")
    expect(page.locator(".file-note")).to_have_text("已暂停")
    assert kept() == []
    page.click(".file-row button:has-text('继续')")
    expect(page.locator("[data-file]")).to_have_count(1, timeout=30_000)
    assert [file.size for file in kept()] == [30 * MB]


def test_what_is_refused_says_why_in_its_line(page: Page, paper: Callable[..., str]) -> None:
    choose(page, paper("发票.pdf", b"#!/bin/sh\nrm -rf /\n"), paper("空.txt", b""))
    expect(page.locator(".file-row.is-bad")).to_have_count(2, timeout=10_000)
    expect(page.locator(".file-row.is-bad").first).to_contain_text("伪装")
    expect(page.locator(".file-row.is-bad").last).to_contain_text("空")
    assert kept() == []


def test_cancelling_removing_dropping_and_pasting(page: Page, paper: Callable[..., str]) -> None:
    page.route("**/*partNumber=*", lambda route: None)
    choose(page, paper("a.bin", b"x" * 20 * MB))
    page.click(".file-row button:has-text('取消')")
    expect(page.locator(".file-row")).to_have_count(0)
    page.unroute("**/*partNumber=*")
    for event in ("drop", "paste"):
        page.evaluate(
            """(event) => {
              const data = new DataTransfer();
              data.items.add(new File([event], event + ".txt"));
              const target = document.querySelector("[data-upload]");
              target.dispatchEvent(event === "drop"
                ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
                : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }""",
            event,
        )
    expect(page.locator("[data-file]")).to_have_count(2, timeout=10_000)
    page.locator("[data-file]").first.locator("[data-upload-remove]").click()
    expect(page.locator("[data-file]")).to_have_count(1)
    page.wait_for_timeout(300)
    with scope(ONE):
        assert sorted(file.state for file in File.objects.all()) == ["deleted", "ready"]
