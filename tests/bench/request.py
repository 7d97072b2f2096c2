"""What the server takes for a page: sign-in, home, people (10,000 of them), one person, pickers; and how much SQL.

Times are of whole requests through every middleware, in one process and without the network. The peer is an empty view
behind the same middleware, for somebody signed in, defined here.
"""

from __future__ import annotations

import random
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.support.measuring import Result, bar, in_own_process, milliseconds, per_cent, say

PEOPLE = 10_000
ROUNDS = 40
LIST_QUERIES, PAGE_QUERIES, PICKER_MS = 12, 25, 200.0
# What every request costs before its own work begins (transaction, session, account, person, rights), and the shell.
LISTS = {
    "people list": "/organization/people/",
    "people found by pinyin": "/organization/people/?q=wj",
    "address book": "/organization/addressbook/",
    "posts": "/organization/posts/",
}
PICKERS = {
    "picker, first lines": "/organization/pick/person/?recent=1",
    "picker, pinyin": "/organization/pick/person/?q=chenhai",
    "picker, initials": "/organization/pick/person/?q=wj",
    "picker, name": "/organization/pick/person/?q=静怡",
    "picker, tree": "/organization/pick/person/tree/",
    "picker, departments": "/organization/pick/department/?q=科",
}


def run(args: Namespace) -> Result:
    """Milliseconds and numbers of statements; ratios to the empty view."""
    return in_own_process(__name__, args)


def measure(scale: float) -> Result:
    """Each page a few times to warm up, then in turns, so that all meet the same machine."""
    from django.test import Client

    from kernel.scope import scope
    from organization.models import Person
    from tests.support.databases import HOSTS, ONE

    _mount_empty_view()
    many = max(300, round(PEOPLE * scale))
    with scope(ONE):
        _company(many)
        boss = Person.objects.select_related("account").get(name="何欣")
        employee = Person.objects.select_related("account").get(name="孟繁星")
    clients: dict[str, Client] = {}
    for name, person in (("boss", boss), ("employee", employee), ("visitor", None)):
        clients[name] = Client(headers={"host": HOSTS["one"]})
        if person is not None and person.account is not None:
            with scope(ONE):
                clients[name].force_login(person.account)
    say(f"{many} people")
    pages = {
        "empty": ("boss", "/bench-empty/"),
        "sign-in page": ("visitor", "/account/sign-in/"),
        "home": ("boss", "/"),
        "home of an employee": ("employee", "/"),
        "one person": ("boss", f"/organization/people/{boss.pk}/"),
        "a colleague's card": ("employee", f"/organization/addressbook/people/{boss.pk}/"),
        **{name: ("boss", path) for name, path in LISTS.items()},
        **{name: ("employee", path) for name, path in PICKERS.items()},
    }
    gets: dict[str, Callable[[], Any]] = {
        name: partial(_get, clients[who], path) for name, (who, path) in pages.items()
    }
    for do in gets.values():
        do()
    queries = {name: _statements(do) for name, do in gets.items()}
    times: dict[str, list[float]] = {name: [] for name in gets}
    for _ in range(max(10, round(ROUNDS * min(scale, 1.0)))):
        for name, do in gets.items():
            times[name].append(milliseconds(do))
    return _told(many, times, queries)


def _told(many: int, times: dict[str, list[float]], queries: dict[str, int]) -> Result:
    figures: dict[str, Any] = {"people": many}
    empty = per_cent(times["empty"], 50)
    for name, some in times.items():
        figures[f"{name}: p50, ms"] = round(per_cent(some, 50), 1)
        figures[f"{name}: p95, ms"] = round(per_cent(some, 95), 1)
        figures[f"{name}: times the empty view"] = round(per_cent(some, 50) / empty, 2)
        figures[f"{name}: statements"] = queries[name]
    own = queries["empty"]
    bars = [bar(f"{name}, p95 ms", per_cent(times[name], 95), PICKER_MS) for name in PICKERS]
    bars += [bar(f"{name}, statements beyond an empty page", queries[name] - own, LIST_QUERIES) for name in LISTS]
    bars += [
        bar(f"{name}, statements", number, PAGE_QUERIES) for name, number in queries.items() if name not in PICKERS
    ]
    return {"figures": figures, "bars": bars}


def _get(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)


def _statements(do: Callable[[], Any]) -> int:
    """How many statements ask something; the transaction's own frame is not counted."""
    from django.db import connection

    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE", "SET LOCAL")):
            seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        do()
    return len(seen)


def _mount_empty_view() -> None:
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from kernel.config import urls_tenant
    from kernel.web.access import signed_in

    @signed_in
    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    urls_tenant.urlpatterns.insert(0, path("bench-empty/", empty))


def _company(many: int) -> None:
    """The showcase with people in all of its departments."""
    from kernel.showcase import Showcase
    from organization import seed
    from organization.models import Department, Person, Position

    seed.run(Showcase("heyi-2026"))
    dice = random.Random(3)
    given = "静怡海洋欣明建国晓东雨桐思远文志强丽华俊杰"
    people = [
        Person(
            name=f"{'王李张刘陈杨黄赵吴周'[n % 10]}{given[n % 21]}{given[(n * 7) % 21]}", code=f"T{n}",
            mobile=str(13700000000 + n),
        ).read_name()
        for n in range(many)
    ]  # fmt: skip
    departments = list(Department.objects.select_related("unit"))
    Person.objects.bulk_create(people, batch_size=2000)
    seats = []
    for person in people:
        department = dice.choice(departments)
        seats.append(
            Position(person=person, unit=department.unit, department=department, started_on="2026-01-01")
        )  # fmt: skip
    Position.objects.bulk_create(seats, batch_size=2000)
