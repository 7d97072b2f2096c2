"""Accounts with tokens, and a client that carries one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.api.actions import tokens
from kernel.api.models import ApiToken
from kernel.ports import Directory, sockets
from kernel.ports.directory import NullDirectory
from kernel.scope import Scope, scope
from tests.support.databases import HOSTS, ONE, TWO

RIGHTS: dict[str, frozenset[str]] = {}


class Rights(NullDirectory):
    """An account has the rights that a test wrote down for its sign-in name."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        rights = RIGHTS.get(account.username, frozenset())
        return Actor(kind="person", name=str(account), account=account.pk, functions=rights, language=account.language)


@pytest.fixture(autouse=True)
def _rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sockets._offered, Directory, Rights())
    RIGHTS.clear()


class Program:
    """A program with a token, on a tenant's host."""

    def __init__(self, secret: str = "", host: str = "one") -> None:
        self.client = Client(headers={"host": HOSTS[host]})
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Ask /api/v1/<path>; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: Any = self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
            content_type="application/json",
            headers={**self.headers, **named},
        )
        return answer  # type: ignore[no-any-return]

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, body, **headers)


def told(answer: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)


def account(name: str, *rights: str, to: Scope = ONE, **values: Any) -> Account:
    """An account with rights."""
    RIGHTS[name] = frozenset(rights)
    with scope(to):
        return Account.objects.create(username=name, **{"name": name, "language": "zh-hans", **values})


def token(of: Account, *scopes: str, to: Scope = ONE, days: int | None = 90) -> tuple[ApiToken, str]:
    """A token of an account with its secret."""
    with scope(to):
        by = Actor(kind="person", name=str(of), account=of.pk)
        return tokens.make(by=by, name="测试", scopes=scopes or ("*:write",), days=days)


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """Make a program: program("lin", "audit.read", scopes=("events:read",))."""

    def make(name: str = "lin", *rights: str, scopes: tuple[str, ...] = ("*:write",), host: str = "one") -> Program:
        to = {"one": ONE, "two": TWO}[host]
        return Program(token(account(name, *rights, to=to), *scopes, to=to)[1], host)

    return make
