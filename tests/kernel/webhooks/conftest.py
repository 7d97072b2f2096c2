"""Administrators, an event to tell, and a receiver that the operator allows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.events import Event, fact, record
from kernel.events.facts import FACTS
from kernel.keys import uuid7
from kernel.outbound import rules
from kernel.webhooks.actions import add_endpoint
from kernel.webhooks.models import Endpoint
from tests.support.hostile import Server, serving

LEAVE = "test.leave.approved"
if LEAVE not in FACTS:
    fact(LEAVE, "Leave approved", fields=("days", "who", "kinds"))


@pytest.fixture
def admin() -> Actor:
    return Actor(
        kind="person",
        name="赵敏",
        account=UUID(int=0x21),
        person=UUID(int=0x22),
        functions=frozenset({"webhooks.manage"}),
    )


@pytest.fixture
def employee() -> Actor:
    return Actor(kind="person", name="林小满", account=uuid7(), person=uuid7())


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A receiver on loopback, opened by the operator's list."""
    with serving() as server:
        changed = dataclasses.replace(environment, outbound_allowed=(f"127.0.0.1:{server.port}",))
        monkeypatch.setattr(rules, "environment", changed)
        yield server


@pytest.fixture
def added(receiver: Server, admin: Actor) -> Callable[..., tuple[Endpoint, str]]:
    """Add an endpoint at the receiver; answers it with its secret."""

    def make(name: str = "财务系统", kinds: tuple[str, ...] = (LEAVE,)) -> tuple[Endpoint, str]:
        return add_endpoint(by=admin, name=name, url=f"{receiver.url}/hook", kinds=kinds)

    return make


def happens(by: Actor, **data: object) -> Event:
    """Something happens."""
    return record(FACTS[LEAVE], None, by=by, before={"secret": "x"}, after={"secret": "y"}, **data)
