"""How many statements each page of a tenant costs, against the numbers in queries.json.

A page that becomes dearer or cheaper changes its number knowingly, a new route adds its own: run
`TONGBAN_WRITE_COUNTS=1 pytest tests/counts` and look at the difference before it is committed.

Everything is asked for by one person, who is the showcase's system, group and audit administrator, in the showcase
company. A route with an id that no example is given for is asked with an id that does not exist: that costs, too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kernel.events.models import EventRow
from kernel.showcase import Showcase
from organization import seed
from organization.calendars import seed as calendars
from organization.calendars.models import WorkCalendar
from organization.models import Administrator, Unit
from tests.organization.conftest import Company
from tests.organization.test_pages import arguments

BASELINE = Path(__file__).with_name("queries.json")
TENANT = "kernel.config.urls_tenant"
NOBODY = UUID(int=1)
# The interface is counted by its own tests; what is streamed or changes the session is no page.
LEFT_OUT = ("api/", "live/")
TEXTS = {
    "kind": "nothing.here",
    "key": "nothing",
    "form": "csv",
    "place": "company",
    "token": "x" * 43,
    "step": "nothing",
}
FRAME = ("SAVEPOINT", "RELEASE", "SET LOCAL", "ROLLBACK")

Found = dict[str, dict[str, int]]


@pytest.fixture
def company(tenant: object) -> Company:
    showcase = Showcase("heyi-2026", by=Company.system)
    seed.run(showcase)
    calendars.run(showcase)
    boss = Company().person("何欣")
    Administrator.objects.create(person=boss, kind="audit", appointed_at=datetime.now(UTC), appointed_by="创建")
    return Company()


def test_every_page_costs_what_is_written_down(company: Company, client_for: Callable[..., Client]) -> None:
    client = client_for(company.person("何欣").account)
    examples = _examples(company)
    client.get("/")
    found: Found = {}
    for route, pattern, namespace in _routes():
        if route.startswith(LEFT_OUT):
            continue
        path = reverse(
            f"{namespace}:{pattern.name}" if namespace else str(pattern.name),
            TENANT,
            kwargs=_values(pattern, route, examples),
        )
        status, number = _cost(client, path)
        if status != 405:
            found[route] = {"status": status, "queries": number}
    if os.environ.get("TONGBAN_WRITE_COUNTS"):
        BASELINE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    written: Found = json.loads(BASELINE.read_text(encoding="utf-8"))
    told = {route: (written.get(route), found.get(route)) for route in sorted({*written, *found})}
    changed = [f"{route}: written {was}, is {now}" for route, (was, now) in told.items() if was != now]
    assert not changed, "\n".join(["TONGBAN_WRITE_COUNTS=1 pytest tests/counts writes them anew:", *changed])


def test_no_page_costs_more_than_its_bound() -> None:
    written: Found = json.loads(BASELINE.read_text(encoding="utf-8"))
    dear = {route: one["queries"] for route, one in written.items() if one["queries"] > 25}
    assert not dear


def _routes() -> Iterator[tuple[str, URLPattern, str]]:
    def walk(entries: list[Any], prefix: str, namespace: str) -> Iterator[tuple[str, URLPattern, str]]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                inner = ":".join(part for part in (namespace, entry.namespace) if part)
                yield from walk(entry.url_patterns, prefix + str(entry.pattern), inner)
            elif isinstance(entry, URLPattern) and entry.name:
                yield prefix + str(entry.pattern), entry, namespace

    yield from walk(get_resolver(TENANT).url_patterns, "", "")


def _examples(company: Company) -> dict[str, dict[str, Any]]:
    """Values by the beginning of a route, or by the name of one of the organisation's."""
    calendar, unit = WorkCalendar.objects.all()[:1].get(), Unit.objects.get(code="HQ")
    office = company.department("集团办公室").pk
    return {
        "working-calendar/": {"calendar": calendar.pk, "year": 2026},
        "settings/units/": {"unit": unit.pk},
        "audit/<uuid:pk>/": {"pk": EventRow.objects.all()[:1].get().pk},
        "links/<str:kind>/": {"kind": "organization.department", "key": office},
        **{f"name {name}": {"*": value} for name, value in arguments(company).items()},
    }


def _values(pattern: URLPattern, route: str, examples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for beginning, values in examples.items():
        if route.startswith(beginning):
            given |= values
    if route.startswith("organization/"):
        given |= examples.get(f"name {pattern.name}", {})
    found: dict[str, Any] = {}
    for converter, name in re.findall(r"<(\w+):(\w+)>", route):
        other = {"int": 1, "uuid": NOBODY}.get(converter, TEXTS.get(name, "nothing"))
        found[name] = given.get(name, given.get("*", other))
    return found


def _cost(client: Client, path: str) -> tuple[int, int]:
    """The cheaper of two times after a first one, which fills what is remembered for a while and may run out in one."""
    status, numbers = client.get(path).status_code, []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        status = answer.status_code
        if getattr(answer, "streaming", False):
            list(answer)
        numbers.append(sum(not str(one["sql"]).startswith(FRAME) for one in seen))
    return status, min(numbers)
