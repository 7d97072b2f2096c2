"""What opens a door by itself, whoever shows it: links from mails, hand-overs, tokens, cookies, addresses of streams and
of lists. Each is made at one host and shown at another; the twins have the same ids, so only the tenant differs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from kernel import keyset
from kernel.accounts.actions import passwords
from kernel.accounts.models import Account, PasswordReset
from kernel.actor import Actor
from kernel.api import queries as api_queries
from kernel.api.actions import tokens as api_tokens
from kernel.live import asgi
from kernel.live import tokens as live_tokens
from kernel.live.address import page_origin, token_for
from kernel.live.hub import Hub
from kernel.scope import current, public, scope
from provisioning.actions import creations
from provisioning.views import arrival
from tenants.models import Tenant
from tests.support.databases import HOSTS, ONE, TWO

SAME = UUID(int=77)
PLACES = {"one": ONE, "two": TWO}


@dataclass(frozen=True)
class Ticket:
    """One kind. `issue` makes one in the scope in hand; `opens` says whether it opens anything at a host; `leak` takes
    the lock off, so that the matrix can be seen to find it."""

    name: str
    issue: Callable[[], str]
    opens: Callable[[str, str], bool]
    leak: Callable[[pytest.MonkeyPatch], None]
    is_a_way_in: bool = True


def somebody() -> Account:
    """The same person, id, name and password in both tenants; answers the one of the scope in hand."""
    account, _made = Account.objects.get_or_create(
        pk=SAME, defaults={"username": "same", "name": "同名", "email": "same@example.com", "password": "md5$a$b"}
    )
    return account


def actor() -> Actor:
    """The same, with every right."""
    everything = frozenset({"api.manage", "audit.read", "system.manage"})
    return Actor(kind="person", name="同名", account=SAME, person=SAME, functions=everything)


def client(host: str, **headers: str) -> Client:
    """A browser or a program at a host."""
    return Client(headers={"host": HOSTS[host], **headers}, raise_request_exception=False)


def _reset_link() -> str:
    with scope(TWO):
        PasswordReset.objects.get_or_create(pk=SAME, defaults={"account": somebody(), "asked_at": _now()})
    row, _made = PasswordReset.objects.get_or_create(pk=SAME, defaults={"account": somebody(), "asked_at": _now()})
    return f"/account/password/{row.pk}/{passwords.token_of(row)}/"


def _reset_opens(host: str, link: str) -> bool:
    return client(host).get(link).status_code == 200


def _reset_leaks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(passwords, "current", lambda: ONE)


def _hand_over() -> str:
    account = somebody()
    here = current()
    with public():
        tenant = Tenant.objects.get(schema_name=here.schema)
        return creations.hand_over(tenant, account.pk, by=Actor.visitor("10.0.0.7"), goal="/", now=_now())


def _hand_over_opens(host: str, token: str) -> bool:
    browser = client(host)
    browser.get(f"/arrive/?token={token}")
    return _is_in(browser)


def _hand_over_leaks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arrival, "current", lambda: ONE)


def _cookie() -> str:
    browser = client("one")
    account = somebody()
    browser.force_login(account)
    key = str(browser.cookies["session"].value)
    UserSession.objects.get_or_create(
        session_key=key, defaults={"user": account, "ip": "10.0.0.7", "user_agent": "Firefox", "data": {}}
    )
    return key


def _cookie_opens(host: str, key: str) -> bool:
    browser = client(host)
    browser.cookies["session"] = key
    return _is_in(browser)


def _cookie_leaks(patch: pytest.MonkeyPatch) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    real = SessionStore.load

    def everywhere(self: Any) -> Any:
        with scope(ONE):
            return real(self)

    patch.setattr(SessionStore, "load", everywhere)
    patch.setattr(SessionStore, "save", lambda self, must_create=False: None)


def _api_token() -> str:
    somebody()
    return api_tokens.make(by=actor(), name="twin", scopes=["api:read"], days=1)[1]


def _api_token_opens(host: str, secret: str) -> bool:
    return client(host, authorization=f"Bearer {secret}").get("/api/v1/api/me/").status_code == 200


def _api_token_leaks(patch: pytest.MonkeyPatch) -> None:
    real = api_queries.by_secret

    def everywhere(secret: str, now: datetime) -> Any:
        with scope(ONE):
            return real(secret, now)

    patch.setattr(api_queries, "by_secret", everywhere)


def _live_token() -> str:
    return token_for(actor())


def _live_opens(host: str, token: str) -> bool:
    """Whether a page of that host would be given the stream. A hub that is closing says so after the locks only."""
    with scope(PLACES[host]):
        origin = page_origin()
    said: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            said.append(message["status"])

    async def ask() -> None:
        application = asgi.Application("redis://127.0.0.1:1")
        application.hub = Hub("redis://127.0.0.1:1")
        application.hub.closing = True
        asked = {"type": "http", "path": "/events", "method": "GET", "query_string": f"token={token}".encode(),
                 "headers": [(b"origin", origin.encode())]}  # fmt: skip
        await application(asked, _nothing, send)

    asyncio.run(ask())
    assert said in ([401], [403], [503]), said
    return said == [503]


def _live_leaks(patch: pytest.MonkeyPatch) -> None:
    with scope(TWO):
        foreign = page_origin()

    def read(token: str, now: float) -> live_tokens.Grant:
        return live_tokens.Grant(ONE.key, SAME, foreign, int(now) + 60)

    patch.setattr(live_tokens, "read", read)


def _cursor() -> str:
    secret = _api_token_for_lists()
    found = client("one", authorization=f"Bearer {secret}").get("/api/v1/api/tokens/?limit=1").json()
    return str(found["next"]).partition("cursor=")[2].partition("&")[0]


def _api_token_for_lists() -> str:
    somebody()
    secrets = [api_tokens.make(by=actor(), name=f"twin{number}", scopes=["api:read"], days=1)[1] for number in range(3)]
    return secrets[0]


def _cursor_opens(host: str, cursor: str) -> bool:
    with scope(PLACES[host]):
        secret = _api_token_for_lists()
    answer = client(host, authorization=f"Bearer {secret}").get(f"/api/v1/api/tokens/?limit=1&cursor={cursor}")
    return answer.status_code == 200


def _cursor_leaks(patch: pytest.MonkeyPatch) -> None:
    real = keyset._salt

    def everywhere(purpose: str) -> str:
        with scope(ONE):
            return real(purpose)

    patch.setattr(keyset, "_salt", everywhere)


async def _nothing() -> Any:
    await asyncio.sleep(3600)


def _is_in(browser: Client) -> bool:
    return browser.get("/account/security/").status_code == 200


def _now() -> datetime:
    return datetime.now(UTC)


TICKETS = [
    Ticket("the link of a forgotten password", _reset_link, _reset_opens, _reset_leaks),
    Ticket("a hand-over from the public site", _hand_over, _hand_over_opens, _hand_over_leaks),
    Ticket("a session's cookie", _cookie, _cookie_opens, _cookie_leaks),
    Ticket("an API token", _api_token, _api_token_opens, _api_token_leaks),
    Ticket("the token of a live stream", _live_token, _live_opens, _live_leaks, is_a_way_in=False),
    Ticket("the place in a list", _cursor, _cursor_opens, _cursor_leaks, is_a_way_in=False),
]
