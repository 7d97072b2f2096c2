"""What stands around the pages: notices, what waits, the look of the entrance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel.actor import Actor
from kernel.ports import sockets
from kernel.registry import parts
from kernel.web.shell import Brand, Entrance, NoAnswer


def test_the_top_bar_holds_the_notices_and_asks_for_them_when_opened(client: Client) -> None:
    shown = client.get("/tried/").content.decode()
    assert 'hx-get="/notices/recent/" hx-trigger="notices"' in shown
    assert 'data-number="notices.unread"' in shown


def test_what_waits_has_a_place_once_a_package_counts_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'topbar-link" href="/"' not in client.get("/tried/").content.decode()

    class Waiting:
        @staticmethod
        def numbers(actor: Actor) -> dict[str, int]:
            return {"todo": 12}

    found = parts

    def with_one_more(name: str) -> Any:
        yield from found(name)
        if name == "navigation":
            yield next(manifest for manifest, _module in found("navigation")), Waiting

    monkeypatch.setattr("kernel.web.shell.parts", with_one_more)
    shown = client.get("/tried/").content.decode()
    assert 'topbar-link" href="/"' in shown and 'data-number="todo">12<' in shown


@pytest.mark.feature("ADM-07")
def test_the_sign_in_page_looks_as_the_company_wants(
    tenant: Any, visit: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> str:
        return visit("one").get("/account/sign-in/").content.decode()

    assert 'data-backdrop="plain"' in page() and "plain-words" not in page()

    class Own(NoAnswer):
        def entrance(self) -> Entrance:
            return Entrance("picture", "/settings/pictures/brand.login_picture/", "登录有问题请拨 8001\n<b>")

    monkeypatch.setitem(sockets._offered, Brand, Own())
    shown = page()
    assert 'data-backdrop="picture"' in shown and 'class="plain-picture" src="/settings/pictures/' in shown
    assert "8001<br>&lt;b&gt;" in shown
