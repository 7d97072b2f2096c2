"""The twin test: two tenants with the same ids, names and addresses. Whatever one is asked with what the other has,
it answers as it would a stranger, and of the other nothing is read, written or told.

The rows are made from the URL map, the tasks and the schema of the API, not by hand: see the folder twin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections

from kernel.accounts import rule
from kernel.tasks.definition import REGISTERED
from kernel.tasks.worker import load
from tests.support import databases
from tests.support.databases import ONE, TWO
from tests.tenants.twin.copying import checksum
from tests.tenants.twin.forms import forms_of
from tests.tenants.twin.matrix import Key, Route, routes
from tests.tenants.twin.replay import Asking, Spy
from tests.tenants.twin.rows import FOR_ALL_TENANTS, TASKS
from tests.tenants.twin.twins import Twins, nobodys

pytestmark = pytest.mark.feature("SAAS-05")
TENANT = routes("kernel.config.urls_tenant")
CONSOLE = routes("kernel.config.urls_console")
SITE = routes("kernel.config.urls_site")
MOUNTS = sorted({route.mount for route in TENANT})


@pytest.fixture(scope="module")
def twins(django_db_setup: str, django_db_blocker: Any) -> Iterator[Twins]:
    """A database of this module's own, filled once; afterwards nothing of the second tenant may have changed."""
    name = f"{django_db_setup}_twins"
    with django_db_blocker.unblock():
        connections["default"].close()
        databases.create(name, databases.template())
        databases.use(name)
        rule.forget()
        load()
        twins = Twins.make()
        for route in (*TENANT, *CONSOLE):
            for _ in twins.urls(route, twins.common), twins.urls(route, twins.only_two):
                list(_)
        before = checksum()
        yield twins
        assert checksum() == before
        connections["default"].close()
        databases.use(django_db_setup)
        databases.drop(name)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    spy = Spy()
    spy.install(monkeypatch)
    return Asking(spy)


def of(mount: str) -> list[Route]:
    return [route for route in TENANT if route.mount == mount]


def told(found: list[str]) -> str:
    return "\n" + "\n".join(found)


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_cookie_or_token_of_the_other_tenant_is_a_stranger_s(twins: Twins, asking: Asking, mount: str) -> None:
    wrong = []
    for route in of(mount):
        for url in twins.urls(route, twins.common):
            for method in route.methods:
                ask = partial(asking.ask, "one", method, url)
                stranger = ask()
                shown = {"cookie": ask(cookie=twins.sessions["two"]), "console's cookie": ask(cookie=twins.sessions["console"])}
                if route.is_api:
                    shown["token"] = ask(token=twins.tokens["two"])
                    stranger_s = ask(token="tb_" + "x" * 43)
                for what, answer in shown.items():
                    wrong += [f"{method} {url} with {what}: {fault}" for fault in answer.faults]
                    if not answer.is_like(stranger_s if what == "token" else stranger):
                        wrong.append(f"{method} {url} with {what}: {answer.status}, a stranger gets {stranger.status}")
                    if what != "token" and answer.status < 500 and answer.cookies.get("session", "x") in twins.sessions.values():
                        wrong.append(f"{method} {url}: the cookie is good here")
    assert not wrong, told(wrong)


@pytest.mark.parametrize("mount", MOUNTS)
def test_the_administrator_reads_and_writes_their_own_only(twins: Twins, asking: Asking, mount: str) -> None:
    wrong, seen, done = [], Counter[int](), set()
    there = twins.keys()
    for route in of(mount):
        for url in twins.urls(route, twins.common):
            for method in route.methods:
                answer = asking.ask("one", method, url, cookie=twins.sessions["one"])
                seen[answer.status] += 1
                wrong += [f"{method} {url}: {fault}" for fault in answer.faults]
                if answer.status >= 500:
                    wrong.append(f"{method} {url}: {answer.status}")
                if method != "get" or answer.status != 200:
                    continue
                for form in forms_of(answer.shown, url):
                    kind = (form.action.split("?")[0] if not any(key in form.action for key in there) else route.template,
                            *sorted(form.values))  # fmt: skip
                    if kind in done:
                        continue
                    done.add(kind)
                    swapped = {name: _swapped(value, there) for name, value in form.values.items()}
                    for values in (form.values, swapped):
                        pressed = asking.ask("one", form.method, form.action, data=values, cookie=twins.sessions["one"])
                        wrong += [f"{form.method} {form.action} {values}: {fault}" for fault in pressed.faults]
                        if pressed.status >= 500:
                            wrong.append(f"{form.method} {form.action} {values}: {pressed.status}")
    assert not wrong, told(wrong)
    assert seen[200] + seen[302] + seen[303], f"nothing of {mount} opens for the administrator: {seen}"


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_key_of_the_other_tenant_is_nobody_s(twins: Twins, asking: Asking, mount: str) -> None:
    wrong = []
    for route in of(mount):
        if not any(isinstance(value, Key) for filling in route.fillings() for value in filling.values()):
            continue
        pairs = zip(twins.urls(route, twins.only_two), twins.urls(route, nobodys), strict=True)
        for theirs, nobody in pairs:
            for method in route.methods:
                answer = asking.ask("one", method, theirs, cookie=twins.sessions["one"])
                expected = asking.ask("one", method, nobody, cookie=twins.sessions["one"])
                wrong += [f"{method} {theirs}: {fault}" for fault in answer.faults]
                if answer.status != expected.status or answer.status >= 500:
                    wrong.append(f"{method} {theirs}: {answer.status}, nobody's key {expected.status}")
    assert not wrong, told(wrong)


def _swapped(value: Any, there: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_swapped(one, there) for one in value]
    return there.get(value, value) if isinstance(value, str) else value
