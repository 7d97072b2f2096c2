"""The two tenants with the same ids: their people signed in, and the keys to fill addresses with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.usersessions.models import UserSession
from django.test import Client

from kernel.accounts.models import Account
from kernel.api.actions import tokens
from kernel.api.scopes import known_scopes
from kernel.keys import uuid7
from kernel.scope import PUBLIC, Scope, scope
from organization.models import Person
from tests.support.databases import HOSTS, ONE, TWO
from tests.tenants.twin.copying import copy
from tests.tenants.twin.filling import AGAIN, BOSS, boss_actor, fill
from tests.tenants.twin.making import again, make
from tests.tenants.twin.matrix import Key, Route


@dataclass
class Twins:
    """Who is signed in where: sessions and API tokens by the name of the host, each good at that host only."""

    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _extra: dict[Key, Any] = field(default_factory=dict)
    _common: dict[Key, Any] = field(default_factory=dict)

    @classmethod
    def make(cls) -> Twins:
        """Fill both tenants of the database in use. Every commit is real."""
        twins = cls()
        fill(ONE)
        copy()
        for name, to in (("one", ONE), ("two", TWO)):
            with scope(to):
                boss = Person.objects.select_related("account").get(name__endswith=BOSS)
                twins.tokens[name] = tokens.make(by=boss_actor(), name="twin", scopes=sorted(known_scopes()), days=1)[1]
                twins.sessions[name] = _session(boss.account, name)
        with scope(PUBLIC):
            staff = Account.objects.create(username="operator", name="运营")
            twins.sessions["console"] = _session(staff, "console")
        return twins

    def common(self, key: Key) -> Any:
        """The key of a row that both have."""
        if key not in self._common:
            with scope(PUBLIC if key.is_public else ONE):
                self._common[key] = _value(_rows(key, ONE), key)
        return self._common[key]

    def only_two(self, key: Key) -> Any:
        """The key of a row that only the second has; it is made when it is first asked for."""
        if key not in self._extra and key.is_public and not key.has_tenant:
            self._extra[key] = TWO.tenant if key.label == "tenants.Tenant" else nobodys(key)
        if key not in self._extra:
            with scope(PUBLIC if key.is_public else TWO):
                row = _rows(key, TWO).first()
                own = {"tenant_id": TWO.tenant} if key.is_public else {}
                made = again(row, AGAIN.get(key.label, lambda _: {})(row) | own)
                self._extra[key] = getattr(made, key.column)
        return self._extra[key]

    def urls(self, route: Route, choose: Callable[[Key], Any]) -> Iterator[str]:
        """The addresses of a route, its keys chosen by `common`, `only_two` or `nobodys`."""
        for filling in route.fillings():
            url = route.template
            for name, value in filling.items():
                url = url.replace(f"<{name}>", str(choose(value) if isinstance(value, Key) else value))
            yield url

    def find_all(self, routes: list[Route], others: list[Any]) -> None:
        """Look for every key that the routes and others name, and make what only the second has."""
        for route in routes:
            others = others + [value for filling in route.fillings() for value in filling.values()]
        for value in others:
            if isinstance(value, Key):
                self.common(value)
                self.only_two(value)

    def keys(self) -> dict[str, str]:
        """For each key that addresses name: the one that stands for it in the second tenant alone."""
        return {
            str(self.common(key)): str(made)
            for key, made in self._extra.items()
            if key.column == "pk" and not key.is_public
        }


def nobodys(key: Key) -> Any:
    """A key that nobody has."""
    if key.column != "pk":
        return "nobodys"
    return uuid7() if key.model._meta.pk.get_internal_type() == "UUIDField" else 987_654


def _rows(key: Key, of: Scope) -> Any:
    rows = key.model._default_manager.order_by("pk")
    if not key.is_public:
        return rows
    if key.label == "tenants.Tenant":
        return rows.filter(pk=of.tenant)
    own = {"tenant_id": of.tenant} if key.has_tenant else {}
    if not rows.filter(**own).exists():
        make(key.model, {}, own)
    return rows.filter(**own)


def _value(rows: Any, key: Key) -> Any:
    row = rows.first()
    assert row is not None, f"the twins have no row of {key.label}"
    return getattr(row, key.column)


def _session(account: Any, host: str) -> str:
    client = Client(headers={"host": HOSTS[host]})
    client.force_login(account)
    key = str(client.cookies["session"].value)
    UserSession.objects.create(user=account, session_key=key, ip="10.0.0.7", user_agent="Firefox", data={})
    return key
