"""Which tenant a Host header means, and what an address that leaves us says: both by the domain table alone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from kernel.accounts.models import Account
from kernel.events import dispatch
from kernel.notices.models import Outgoing
from kernel.scope import scope
from tenants import hosts
from tests.support.databases import ONE, ROOT

pytestmark = pytest.mark.feature("SAAS-05", "SAAS-07")
EVIL = "evil.example.com"
#: Ways to say that somebody else passed the request on. None of them decides anything.
PASSED_ON = [
    {"x-forwarded-host": "two.localhost"},
    {"x-forwarded-host": EVIL, "x-forwarded-port": "666", "x-forwarded-server": EVIL},
    {"x-host": "two.localhost", "x-original-host": "two.localhost", "x-rewrite-url": "/", "x-original-url": "/"},
    {"forwarded": "host=two.localhost;proto=https", "origin": f"https://{EVIL}", "referer": f"https://{EVIL}/"},
]
SAME = ["one.localhost", "one.localhost:8000", "ONE.LocalHost", "one.localhost.", "One.Localhost.:443"]
NOBODYS = [
    EVIL,
    f"one.localhost.{EVIL}",
    f"one.localhost@{EVIL}",
    f"one.localhost, {EVIL}",
    f"{EVIL}, one.localhost",
    "one.localhost:abc",
    "one.localhost:8000:1",
    "one..localhost",
    " one.localhost",
    "one.localhost%00",
    "one。localhost",
    "оne.localhost",  # a Cyrillic letter
    "xn--ne-olc.localhost",  # the same as it travels
    "three.localhost",
    "127.0.0.1:8000",
    "[::1]",
    "",
    "." * 20,
    "a" * 300,
    "public",
    "t_one",
]


@pytest.fixture
def at(db: None) -> Callable[..., Client]:
    return lambda host, **headers: Client(headers={"host": host, **headers}, raise_request_exception=False)


@pytest.mark.parametrize("host", SAME)
def test_a_name_is_the_same_with_a_port_in_capitals_and_with_its_last_dot(at: Any, host: str) -> None:
    shown = at(host).get("/account/sign-in/")
    assert shown.status_code == 200
    assert "和一集团" in shown.content.decode()
    place = hosts.find(host)
    assert place is not None and place.scope == ONE


@pytest.mark.parametrize("host", NOBODYS)
def test_other_names_are_nobody_s_and_are_not_repeated(at: Any, host: str) -> None:
    answer = at(host).get("/account/sign-in/")
    assert answer.status_code == 404
    assert "和一集团" not in answer.content.decode()
    assert EVIL not in answer.content.decode() + str(answer.headers)
    assert "session" not in answer.cookies
    assert hosts.find(host) is None


@pytest.mark.parametrize("headers", PASSED_ON)
def test_what_a_proxy_says_about_the_host_is_not_heard(at: Any, headers: dict[str, str]) -> None:
    shown = at("one.localhost", **headers).get("/account/sign-in/")
    text = shown.content.decode() + str(shown.headers)
    assert "和一集团" in text and "双木集团" not in text and EVIL not in text


@pytest.mark.parametrize("headers", PASSED_ON)
@pytest.mark.parametrize("host", ["one.localhost:666", "ONE.localhost."])
def test_links_in_mail_come_from_the_domain_table(own_database: str, host: str, headers: dict[str, str]) -> None:
    with scope(ONE):
        Account.objects.create(username="lin", name="林小满", email="lin@example.com", password="md5$a$b")
    browser = Client(headers={"host": host, **headers})
    assert browser.post("/account/password/forgotten/", {"identifier": "lin"}).status_code == 200
    dispatch.drain(ONE)
    with scope(ONE):
        text = Outgoing.objects.get(to="lin@example.com").text
    assert "http://one.localhost:8000/account/password/" in text
    assert ":666" not in text and EVIL not in text and "two.localhost" not in text
    assert not any(EVIL in str(one.message()) for one in mail.outbox)


@pytest.mark.parametrize(
    "path",
    [
        "/account/sign-in/?next=https://evil.example.com/",
        "/account/sign-in/?next=//evil.example.com/",
        "/account/sign-in/?next=/\\evil.example.com/",
        "/account",
        "//evil.example.com/account",
        "/organization/",
        "/",
    ],
)
def test_redirects_lead_to_ourselves(at: Any, path: str) -> None:
    browser = at("ONE.localhost:666", **{"x-forwarded-host": EVIL})
    answer = browser.get(path)
    goal = answer.headers.get("Location", "/")
    assert goal.startswith("/") and not goal.startswith(("//", "/\\")), goal
    assert ":666" not in goal


def test_nobody_makes_addresses_from_the_host_header() -> None:
    """Whoever needs an absolute address asks the tenancy port, which asks the domain table."""
    allowed = {
        "tenants/middleware.py": "looks the name up",
        "provisioning/middleware.py": "compares it with the installation's own",
        "platform/kernel/accounts/views/requests.py": "compares it with the installation's own",
    }
    found = {
        str(path.relative_to(ROOT))
        for folder in ("platform", "tenants", "provisioning", "modules")
        for path in sorted(Path(ROOT, folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _asks_for_the_host(node)
    }
    assert found <= set(allowed), "addresses come from kernel.ports.tenancy().address()"
    assert set(allowed) <= found, "a line here whose file no longer asks"


def _asks_for_the_host(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="build_absolute_uri" | "get_host" | "get_raw_uri" | "get_port"):
            return True
        case ast.Name(id="get_current_site") | ast.alias(name="get_current_site"):
            return True
        case ast.Constant(value=str(text)):
            return text in {"HTTP_HOST", "SERVER_NAME", "HTTP_X_FORWARDED_HOST"}
    return False
