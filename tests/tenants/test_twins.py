"""The twin test: two tenants with the same ids, names and addresses. Whatever one is asked with what the other has,
it answers as it would a stranger, and of the other nothing is read, written or told.

The rows are made from the URL map, the tasks and the schema of the API, not by hand: see the folder twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections

from kernel.accounts import rule
from kernel.scope import scope
from kernel.tasks.definition import REGISTERED
from kernel.tasks.worker import load
from tenants.middleware import URLCONFS
from tests.support import databases
from tests.support.databases import ONE, TWO
from tests.tenants.twin import bodies, leaking
from tests.tenants.twin.copying import MARK, checksum
from tests.tenants.twin.filling import EMPTY, tenant_models
from tests.tenants.twin.forms import forms_of
from tests.tenants.twin.matrix import Key, Route, routes
from tests.tenants.twin.replay import Asking, Spy
from tests.tenants.twin.rows import FOR_ALL_TENANTS, TASKS, wanted
from tests.tenants.twin.twins import Twins, nobodys

pytestmark = pytest.mark.feature("SAAS-05")
TENANT = routes("kernel.config.urls_tenant")
CONSOLE = routes("kernel.config.urls_console")
SITE = routes("kernel.config.urls_site")
#: What is there in demos only; these companies are none.
ONLY_IN_DEMOS = {"demo"}
WRITES = [route for route in TENANT if route.is_api and set(route.methods) & {"post", "put", "patch", "delete"}]
OPERATIONS = bodies.operations("kernel.config.urls_tenant")
#: Parts of the API where most bodies are refused for what is there, not for their form.
SELDOM = {
    "files": "an upload that is over takes no more parts, and a file without content no name",
    "workflow": "each act wants the matter in a state of its own, and the first one changes it for the rest",
    "preferences": "pictures come from the store, and built-in enumerations are not renamed",
}
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
        twins.find_all([*TENANT, *CONSOLE], [value for task in ours() for value in arguments(task)])
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
                wrong += strangeness(asking, "one", method, url, cookie=twins.sessions["two"])
                if method == "get":
                    wrong += strangeness(asking, "one", method, url, cookie=twins.sessions["console"])
                if route.is_api:
                    wrong += strangeness(asking, "one", method, url, token=twins.tokens["two"])
    assert not wrong, told(wrong)


@pytest.mark.parametrize(("host", "found"), [("console", CONSOLE), ("site", SITE)])
def test_at_the_vendor_s_hosts_tenants_are_strangers(
    twins: Twins, asking: Asking, host: str, found: list[Route]
) -> None:
    wrong = []
    for route in found:
        for url in twins.urls(route, twins.common):
            for method in route.methods:
                wrong += strangeness(asking, host, method, url, cookie=twins.sessions["two"])
                if route.is_api:
                    wrong += strangeness(asking, host, method, url, token=twins.tokens["two"])
    assert not wrong, told(wrong)


@pytest.mark.parametrize("mount", MOUNTS)
def test_the_administrator_reads_and_writes_their_own_only(twins: Twins, asking: Asking, mount: str) -> None:
    wrong, opened = pressed_everything(twins, asking, of(mount))
    assert not wrong, told(wrong)
    assert opened or mount in ONLY_IN_DEMOS, f"nothing of {mount} opens for the administrator"


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


@pytest.mark.parametrize("mount", sorted({route.template.split("/")[3] for route in WRITES}))
def test_what_programs_send_reaches_their_own_tenant_only(twins: Twins, asking: Asking, mount: str) -> None:
    """Valid bodies, made from the OpenAPI document, with keys that both have, then with those of the other alone."""
    wrong, sent, taken = [], 0, 0
    nouns = bodies.nouns(TENANT)
    for route in (route for route in WRITES if route.template.split("/")[3] == mount):
        for method in route.methods:
            operation = OPERATIONS.get((method, bodies.plain(route.template)))
            if operation is None:
                continue
            for url in twins.urls(route, twins.common):
                sent, took = sent + 1, False
                for is_whole in (True, False):
                    answers = {}
                    for whose, choose in (("common", twins.common), ("theirs", twins.only_two), ("nobodys", nobodys)):
                        writer = bodies.Writer(choose, nouns, bodies.noun_of(route.template, nouns), is_whole)
                        data = bodies.body(operation.schema, writer)
                        answer = asking.ask("one", method, url, data=data, token=twins.tokens["one"])
                        what = f"{method} {url} {data}"
                        wrong += [f"{what}: {fault}" for fault in answer.faults]
                        wrong += [f"{what}: {answer.status}"] if answer.status >= 500 else []
                        answers[whose] = answer.status
                        other = asking.ask("one", method, url, data=data, token=twins.tokens["two"])
                        wrong += [f"{what} with the other's token: {fault}" for fault in other.faults]
                        wrong += [f"{what} with the other's token: {other.status}"] if other.status != 401 else []
                    took = took or answers["common"] < 300
                    if answers["theirs"] != answers["nobodys"]:
                        wrong.append(
                            f"{method} {url}: {answers['theirs']} for their keys, {answers['nobodys']} for nobody's"
                        )
                taken += took
    assert taken >= sent / 3 or mount in SELDOM, f"only {taken} of {sent} bodies are valid: see bodies.NAMED"
    assert not wrong, told(wrong)


def test_a_body_that_reaches_the_other_tenant_on_purpose_is_found(
    twins: Twins, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(URLCONFS, "tenant", leaking.__name__)
    data = {"name": "同名", "person": str(twins.common(Key("organization.Person")))}
    faults = asking.ask("one", "post", "/api/v1/leaks/", data=data, token=twins.tokens["one"]).faults
    assert any("organization_person of the other tenant was read or written" in fault for fault in faults), faults


def test_tasks_do_their_own_tenant_s_work_only(twins: Twins, asking: Asking) -> None:
    wrong = []
    for task in ours():
        for choose in (twins.common, twins.only_two, nobodys):
            for to in (ONE.as_dict(), {**ONE.as_dict(), "schema": TWO.schema}, {**TWO.as_dict(), "schema": ONE.schema}):
                given = [str(choose(value) if isinstance(value, Key) else value) for value in arguments(task)]
                faults = asking.run(partial(task.actor.fn, *given, in_scope=to, language="zh-hans"))
                wrong += [f"{task.name}({given}) in {to}: {fault}" for fault in faults]
    assert not wrong, told(wrong)


def test_what_the_other_tenant_has_would_be_seen(twins: Twins, asking: Asking) -> None:
    """The matrix is worth something: on the second tenant's own host its administrator sees the marks."""
    shown, pages = 0, 0
    for route in TENANT[::4]:
        for url in list(twins.urls(route, twins.common))[:1]:
            answer = asking.ask("two", "get", url, cookie=twins.sessions["two"])
            if answer.status == 200:
                pages += 1
                shown += MARK in answer.shown
                assert answer.faults
    assert pages > 15
    assert shown > 0.7 * pages


@pytest.mark.parametrize("leak", sorted(leaking.LEAKS))
def test_a_leak_built_on_purpose_is_found(
    twins: Twins, asking: Asking, leak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(URLCONFS, "tenant", leaking.__name__)
    faults = asking.ask("one", "get", f"/leaks/{leak}/", cookie=twins.sessions["one"]).faults
    assert any(leaking.LEAKS[leak][1] in fault for fault in faults), faults


def test_a_cookie_that_is_believed_on_purpose_is_found(
    twins: Twins, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(URLCONFS, "tenant", leaking.__name__)
    assert strangeness(asking, "one", "get", "/leaks/believes/", cookie=twins.sessions["two"])


def test_every_table_has_a_row_in_both(twins: Twins) -> None:
    for to in (ONE, TWO):
        with scope(to):
            empty = {model._meta.label for model in tenant_models() if not model._default_manager.exists()}
            assert empty <= set(EMPTY), "tests/tenants/twin/filling.py makes no row of these, and gives no reason"


def strangeness(asking: Asking, host: str, method: str, url: str, *, cookie: str = "", token: str = "") -> list[str]:
    """In what a foreign cookie or token is answered otherwise than one that nobody has."""
    answer = asking.ask(host, method, url, cookie=cookie, token=token)
    stranger = asking.as_stranger(host, method, url, with_token=bool(token))
    what = f"{method} {host}{url} with a foreign {'cookie' if cookie else 'token'}"
    wrong = [f"{what}: {fault}" for fault in answer.faults]
    if not answer.is_like(stranger):
        wrong.append(f"{what}: {answer.status}, a stranger gets {stranger.status}")
    if token and answer.status != 401 and not url.endswith(("/schema/", "/nothing")):
        wrong.append(f"{what}: {answer.status} instead of 401")
    if cookie and answer.cookies.get("session", "") == cookie:
        wrong.append(f"{what}: the cookie is kept")
    return wrong


def pressed_everything(twins: Twins, asking: Asking, found: list[Route]) -> tuple[list[str], int]:
    """What goes wrong when the administrator opens every page and presses everything there, once with what the form
    holds and once with the keys that only the other tenant has; and how many pages opened."""
    wrong: list[str] = []
    done: set[tuple[str, ...]] = set()
    opened, there, me = 0, twins.keys(), twins.sessions["one"]
    for route in found:
        for url in twins.urls(route, twins.common):
            has_form = False
            for method in route.methods:
                if method == "post" and has_form:
                    continue
                answer = asking.ask("one", method, url, cookie=me)
                opened += answer.status < 400
                wrong += [f"{method} {url}: {fault}" for fault in answer.faults]
                wrong += [f"{method} {url}: {answer.status}"] if answer.status >= 500 else []
                if method != "get" or answer.status != 200:
                    continue
                for form in forms_of(answer.shown, url):
                    has_form = has_form or (form.method == "post" and form.action == url)
                    kind = (form.method, _KEY.sub("*", form.action.split("?")[0]), *sorted(form.values))
                    if kind in done:
                        continue
                    done.add(kind)
                    swapped = {name: _swapped(value, there) for name, value in form.values.items()}
                    for values in [form.values] + ([swapped] if swapped != form.values else []):
                        pressed = asking.ask("one", form.method, form.action, data=values, cookie=me)
                        what = f"{form.method} {form.action} {values}"
                        wrong += [f"{what}: {fault}" for fault in pressed.faults]
                        wrong += [f"{what}: {pressed.status}"] if pressed.status >= 500 else []
    return wrong, opened


def ours() -> list[Any]:
    """The tasks that work for one tenant."""
    return [task for name, task in sorted(REGISTERED.items()) if not name.startswith((*FOR_ALL_TENANTS, "tests."))]


def arguments(task: Any) -> list[Any]:
    """What a task is given besides its scope. Raises LookupError for one that has no row."""
    names = wanted(task.function)
    given = TASKS.get(task.name, ())
    if len(names) != len(given):
        raise LookupError(f"{task.name} takes {names}: add a row to TASKS in tests/tenants/twin/rows.py")
    return [Key(*value.split("@")) if isinstance(value, str) else value[0] for value in given]


_KEY = re.compile(r"[0-9a-f-]{36}|\d+")


def _swapped(value: Any, there: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_swapped(one, there) for one in value]
    return there.get(value, value) if isinstance(value, str) else value
