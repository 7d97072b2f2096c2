"""Programs that call the API with a token, and accounts whose rights a test writes down."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.api.actions import tokens
from kernel.api.models import ApiToken
from kernel.ports.directory import NullDirectory
from kernel.scope import Scope, scope
from tests.support.databases import HOSTS, ONE, TWO

#: Function rights by sign-in name.
RIGHTS: dict[str, frozenset[str]] = {}


class Rights(NullDirectory):
    """A directory in which an account has the rights that a test wrote down, and is a person by its own id."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        return Actor(
            kind="person",
            name=str(account),
            account=account.pk,
            person=account.pk,
            functions=RIGHTS.get(account.username, frozenset()),
            language=account.language,
        )


class Program:
    """A program with a token, on a tenant's host."""

    def __init__(self, secret: str = "", host: str = "one") -> None:
        self.client = Client(headers={"host": HOSTS[host]})
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Ask /api/v1/<path>, or any path from the root; header names are written with underscores."""
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
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """POST of JSON."""
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """PUT of JSON."""
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """PATCH of JSON."""
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        """DELETE."""
        return self.call("DELETE", path, **headers)


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


def program_of(name: str = "lin", *rights: str, scopes: tuple[str, ...] = ("*:write",), host: str = "one") -> Program:
    """A program of a new account: program_of("lin", "audit.read", scopes=("events:read",))."""
    to = {"one": ONE, "two": TWO}[host]
    return Program(token(account(name, *rights, to=to), *scopes, to=to)[1], host)
