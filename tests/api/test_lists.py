"""Every list of the API: as many queries for 200 rows as for 10, and a walk that meets each row once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.api.models import ApiToken
from kernel.events import record
from kernel.events.models import Delivery as EventDelivery
from kernel.events.models import EventRow
from kernel.files.actions import usage
from kernel.files.keeping import new_file
from kernel.files.models import File
from kernel.keys import uuid7
from kernel.notices.models import Notice, Subscription
from kernel.preferences.models import Enumeration
from kernel.scope import scope
from kernel.webhooks.models import Delivery, Endpoint
from organization.calendars.models import WorkCalendar
from organization.models import Unit
from tests.kernel.events.test_log import Moved
from tests.kernel.files.conftest import PAPER
from tests.support.databases import ONE
from tests.support.programs import Program, told

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SYSTEM = Actor.system("test")
RIGHTS = ("audit.read", "system.manage", "preferences.manage", "webhooks.manage", "calendars.manage")


def tokens(me: Account, number: int) -> None:
    ApiToken.objects.bulk_create(
        ApiToken(account=me, name="x", digest=uuid7().bytes + uuid7().bytes, created_at=NOW) for _ in range(number)
    )


def notices(me: Account, number: int) -> None:
    Notice.objects.bulk_create(Notice(account=me, kind="a.b.c", title="x", at=NOW) for _ in range(number))


def browsers(me: Account, number: int) -> None:
    Subscription.objects.bulk_create(
        Subscription(account=me, digest=uuid7().hex * 2, endpoint="https://x", made_at=NOW) for _ in range(number)
    )


def endpoints(me: Account, number: int) -> list[Endpoint]:
    return Endpoint.objects.bulk_create(
        Endpoint(name=uuid7().hex, url="https://x", kinds=["a.b.c"], created_at=NOW) for _ in range(number)
    )


def deliveries(me: Account, number: int) -> None:
    one = Endpoint.objects.first() or endpoints(me, 1)[0]
    Delivery.objects.bulk_create(
        Delivery(endpoint=one, kind="a.b.c", body="{}", created_at=NOW, due_at=NOW) for _ in range(number)
    )


def events(me: Account, number: int) -> None:
    EventRow.objects.bulk_create(EventRow(kind="a.b.c", at=NOW, actor_kind="system") for _ in range(number))


def failures(me: Account, number: int) -> None:
    row = record(Moved, me, by=SYSTEM)
    EventDelivery.objects.bulk_create(
        EventDelivery(event=row, handler=uuid7().hex, due_at=NOW, dead_at=NOW, error="x") for _ in range(number)
    )


def files(me: Account, number: int) -> None:
    from kernel.files.purposes import by_name

    by, owner = Actor(kind="person", name="x", account=me.pk), usage.owner()
    File.objects.bulk_create(new_file(by_name(PAPER), by=by, owner=owner, name="x", size=1) for _ in range(number))


def enumerations(me: Account, number: int) -> None:
    Enumeration.objects.bulk_create(
        Enumeration(key=f"own.x{uuid7().hex}", title_zh="x", created_at=NOW) for _ in range(number)
    )


def calendars(me: Account, number: int) -> None:
    keys = [uuid7() for _ in range(number)]
    units = Unit.objects.bulk_create(Unit(id=key, name=key.hex, path=f"{key.hex}.") for key in keys)
    WorkCalendar.objects.bulk_create(WorkCalendar(unit=unit, name="同名", created_at=NOW) for unit in units)


#: The list, what makes rows for it, and how many queries a page takes.
LISTS: dict[str, tuple[Callable[[Account, int], Any], int]] = {
    "api/tokens/": (tokens, 2),
    "notices/notices/": (notices, 2),
    "notices/browsers/": (browsers, 2),
    "webhooks/endpoints/": (endpoints, 2),
    "webhooks/deliveries/": (deliveries, 2),
    "events/events/": (events, 3),
    "events/failures/": (failures, 2),
    "files/files/": (files, 2),
    "preferences/enumerations/": (enumerations, 2),
    "calendars/calendars/": (calendars, 2),
}


def queries(ask: Callable[[], Any]) -> int:
    """How many statements the database gets, savepoints and the setting of the scope left out."""
    with CaptureQueriesContext(connections["default"]) as seen:
        ask()
    return sum(
        1 for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET", "SELECT set_"))
    )


@pytest.mark.parametrize("path", LISTS)
def test_a_page_takes_as_many_queries_for_200_rows_as_for_10(program: Callable[..., Program], path: str) -> None:
    make, wanted = LISTS[path]
    lin = program("lin", *RIGHTS)
    with scope(ONE):
        me = Account.objects.get(username="lin")
        make(me, 10)
    ask = lambda: lin.get(f"{path}?limit=200")
    assert ask().status_code == 200
    few = queries(ask)
    with scope(ONE):
        make(me, 190)
    many = queries(ask)
    assert (few, many) == (wanted, wanted), "a knowing change goes into LISTS"


@pytest.mark.parametrize("path", LISTS)
def test_a_walk_meets_each_row_once(program: Callable[..., Program], path: str) -> None:
    lin = program("lin", *RIGHTS)
    with scope(ONE):
        LISTS[path][0](Account.objects.get(username="lin"), 25)
    whole = [row.get("id") or row["key"] for row in told(lin.get(f"{path}?limit=200"))["items"]]
    walked, link = [], f"{path}?limit=7"
    while link:
        page = told(lin.get(link))
        walked += [row.get("id") or row["key"] for row in page["items"]]
        link = page["next"]
    assert len(set(walked)) == len(walked) >= 25
    assert set(whole) <= set(walked)
