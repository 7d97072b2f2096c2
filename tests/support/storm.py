"""A storm: many threads ask many tenants at random, much of it goes wrong, and no answer may hold a foreign row."""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connections
from django.test import RequestFactory

from kernel.accounts.models import Account
from kernel.scope import OutsideScope, Scope, current_or_none, public, scope
from tenants import hosts, templatefile
from tenants.middleware import URLCONFS
from tenants.models import Domain, Tenant
from tenants.models.tenant import schema_for
from tests.support import storm_site

PEOPLE = 10
#: How often what is asked, of twenty.
WEIGHTS = {
    "listing": 5, "writing": 3, "failing": 2, "mistyped": 1, "swallowing": 1, "missing": 1, "nested": 2, "streaming": 2,
    "reading-on": 1, "timing-out": 1, "cancelled": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A tenant in the storm; `mark` is the name of everybody in it."""

    scope: Scope
    host: str
    mark: str


@dataclass
class Outcome:
    """What came of it: `foreign` names every answer that was not the tenant's own, `wrong` every unexpected status."""

    asked: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return self.asked.total()


def settle(count: int) -> list[Town]:
    """Make so many tenants, each with people of its own name. Commits are real."""
    made, towns = templatefile.template(), []
    now = datetime.now(UTC)
    for number in range(count):
        key = uuid.uuid4()
        town = Town(Scope(key, schema_for(key)), f"storm{number}.localhost", f"mark-{key.hex}")
        with scope(town.scope):
            templatefile.replay(made)
            Account.objects.bulk_create([Account(username=f"p{n}", name=town.mark) for n in range(PEOPLE)])
        with public():
            tenant = Tenant.objects.create(
                id=key, schema_name=town.scope.schema, name=town.mark, state="active", state_since=now
            )
            Domain.objects.create(tenant=tenant, domain=town.host, purpose="tenant", is_primary=True)
        towns.append(town)
    return towns


def storm(
    towns: Sequence[Town], *, requests: int, threads: int, seed: int = 1, weights: dict[str, int] | None = None
) -> Outcome:
    """Let the threads ask. Each has connections of its own, as the settings say; between requests it asks for rows
    outside any scope, which must fail."""
    outcome, lock = Outcome(), threading.Lock()
    weights = weights or WEIGHTS
    kinds, chances = list(weights), list(weights.values())
    with _the_site() as handler:
        hosts.forget_here()
        began = time.perf_counter()

        def work(number: int, share: int) -> None:
            chance, mine, factory = random.Random(f"{seed} {number}"), Outcome(), RequestFactory()
            for turn in range(share):
                kind = chance.choices(kinds, chances)[0]
                _ask(handler, factory, chance.choice(towns), kind, f"s{number}-{turn}", mine, chance)
            connections.close_all()
            with lock:
                outcome.asked += mine.asked
                outcome.written += mine.written
                outcome.foreign += mine.foreign
                outcome.wrong += mine.wrong

        workers = [
            threading.Thread(target=work, args=(n, requests // threads + (n < requests % threads)))
            for n in range(threads)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        outcome.seconds = time.perf_counter() - began
    return outcome


def audit(towns: Sequence[Town], outcomes: Sequence[Outcome]) -> list[str]:
    """What the tables hold that they should not, or lack: every row has its own tenant's mark, none is lost."""
    wrong = []
    for town in towns:
        with scope(town.scope):
            found = Counter(Account.objects.values_list("name", flat=True))
        expected = PEOPLE + sum(outcome.written[town.mark] for outcome in outcomes)
        if found != Counter({town.mark: expected}):
            wrong.append(f"{town.mark}: {dict(found)}, expected {expected}")
    return wrong


def _ask(handler: Any, factory: RequestFactory, town: Town, kind: str, id: str, mine: Outcome, chance: random.Random) -> None:  # fmt: skip
    request = factory.get(f"/storm/{kind}/", {"mark": town.mark, "id": id}, headers={"host": town.host})
    expected = storm_site.KINDS[kind][1]
    mine.asked[kind] += 1
    status: list[str] = []
    try:
        response = handler(request.environ, lambda line, headers, info=None: status.append(line))
        parts: Iterator[bytes] = iter(response)
        body = next(parts, b"") if kind == "streaming" and chance.random() < 0.3 else b"".join(parts)
        response.close()
    except storm_site.Cancelled:
        body, status = b"", ["0"]
        close_old_connections()
    code = int(status[0].split()[0]) if status else -1
    if code != expected:
        mine.wrong.append(f"{kind}: {code} instead of {expected}")
    foreign = {line for line in body.decode().splitlines() if line != town.mark} if code == 200 else set()
    if foreign or (code == 200 and not body):
        mine.foreign.append(f"{kind} of {town.mark} answered {sorted(foreign)[:3]}")
    if kind == "writing" and code == 200:
        mine.written[town.mark] += 1
    if current_or_none() is not None:
        mine.foreign.append(f"{kind} left a scope behind")
    if chance.random() < 0.1:
        try:
            Account.objects.count()
            mine.foreign.append("rows were read outside any scope")
        except (OutsideScope, DatabaseError) as error:
            del error
        close_old_connections()


@contextmanager
def _the_site() -> Iterator[Any]:
    before, loud = URLCONFS["tenant"], logging.root.manager.disable
    URLCONFS["tenant"] = storm_site.__name__
    logging.disable(logging.CRITICAL)
    try:
        yield WSGIHandler()
    finally:
        URLCONFS["tenant"] = before
        logging.disable(loud)
        request_finished.send(sender=None)
