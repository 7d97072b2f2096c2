"""Endpoints: who may, which addresses, the secret shown once, pauses and removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import Scope, scope
from kernel.webhooks import queries
from kernel.webhooks.actions import (
    add_endpoint,
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    repeat_delivery,
    resume_endpoint,
    try_endpoint,
)
from kernel.webhooks.models import Delivery, Endpoint, Pause
from kernel.webhooks.queries import subscribable
from tests.kernel.outbound.test_guard import BYPASSES
from tests.kernel.webhooks.conftest import LEAVE
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-10")

GOOD = "https://hooks.example.com/tongban"


def test_an_endpoint_is_added_and_its_secret_told_once(tenant: Scope, admin: Actor) -> None:
    endpoint, secret = add_endpoint(by=admin, name="财务系统", url=GOOD, kinds=[LEAVE, LEAVE])
    assert secret.startswith("whsec_")
    assert len(secret) > 40
    assert endpoint.kinds == [LEAVE]
    event = EventRow.objects.get(kind="webhooks.endpoint.added")
    assert event.actor_name == "赵敏"
    assert secret not in str(event.after)


def test_only_administrators(tenant: Scope, admin: Actor, employee: Actor) -> None:
    endpoint, _ = add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    delivery = Delivery(endpoint=endpoint)
    given: dict[str, Any] = {"name": "b", "url": GOOD, "kinds": [LEAVE]}
    for call in (
        lambda by: add_endpoint(by=by, **given),
        lambda by: change_endpoint(endpoint, by=by, **given),
        lambda by: renew_secret(endpoint, by=by),
        lambda by: pause_endpoint(endpoint, by=by),
        lambda by: resume_endpoint(endpoint, by=by),
        lambda by: remove_endpoint(endpoint, by=by),
        lambda by: try_endpoint(endpoint, by=by),
        lambda by: repeat_delivery(delivery, by=by),
        lambda by: queries.endpoint(endpoint.pk, for_=by),
    ):
        for actor in (employee, Actor.visitor()):
            with pytest.raises((Refused, NotFound)):
                call(actor)
    assert not queries.visible_to(employee).exists()
    assert EventRow.objects.filter(kind__startswith="webhooks.").count() == 1


@pytest.mark.parametrize("url", [*BYPASSES, "http://hooks.example.com/", "https://hooks.example.com:22/"])
def test_addresses_that_may_not_be_called(tenant: Scope, admin: Actor, url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_endpoint(by=admin, name="a", url=url, kinds=[LEAVE])
    assert set(refusal.value.errors) == {"url"}
    endpoint, _ = add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    with pytest.raises(Invalid):
        change_endpoint(endpoint, by=admin, name="a", url=url, kinds=[LEAVE])


def test_what_must_be_given(tenant: Scope, admin: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        add_endpoint(by=admin, name=" ", url="", kinds=[])
    assert set(refusal.value.errors) == {"name", "url", "kinds"}
    for kinds in (["nothing.such.happened"], ["*"], ["webhooks.endpoint.added"], [LEAVE, "x"]):
        with pytest.raises(Invalid):
            add_endpoint(by=admin, name="a", url=GOOD, kinds=kinds)
    add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    with pytest.raises(Invalid):
        add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])


def test_there_are_not_endlessly_many(tenant: Scope, admin: Actor) -> None:
    for number in range(30):
        add_endpoint(by=admin, name=str(number), url=GOOD, kinds=[LEAVE])
    with pytest.raises(Invalid):
        add_endpoint(by=admin, name="31", url=GOOD, kinds=[LEAVE])


def test_a_change_is_told_with_before_and_after(tenant: Scope, admin: Actor) -> None:
    endpoint, _ = add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    change_endpoint(endpoint, by=admin, name="a", url=GOOD, kinds=[LEAVE])
    change_endpoint(endpoint, by=admin, name="b", url=GOOD, kinds=[LEAVE])
    event = EventRow.objects.get(kind="webhooks.endpoint.changed")
    assert (event.before, event.after) == ({"name": "a"}, {"name": "b"})
    assert renew_secret(endpoint, by=admin) != endpoint.secret


def test_a_pause_has_an_author_and_a_reason(tenant: Scope, admin: Actor) -> None:
    endpoint, _ = add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    pause_endpoint(endpoint, by=admin)
    pause_endpoint(endpoint, by=admin)
    assert queries.told_of(LEAVE) == []
    with pytest.raises(Conflict):
        try_endpoint(endpoint, by=admin)
    resume_endpoint(endpoint, by=admin)
    resume_endpoint(endpoint, by=admin)
    row = Pause.objects.get()
    assert (row.reason, row.paused_by_name, row.resumed_by_name) == ("person", "赵敏", "赵敏")
    assert queries.told_of(LEAVE) == [endpoint]


def test_a_removed_endpoint_is_gone_and_its_name_free(tenant: Scope, admin: Actor) -> None:
    endpoint, _ = add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])
    delivery = try_endpoint(endpoint, by=admin)
    remove_endpoint(endpoint, by=admin)
    assert Endpoint.objects.get(pk=endpoint.pk).secret == ""
    assert Delivery.objects.get(pk=delivery.pk).state == "given_up"
    with pytest.raises(NotFound):
        queries.endpoint(endpoint.pk, for_=admin)
    with pytest.raises(Conflict):
        remove_endpoint(endpoint, by=admin)
    add_endpoint(by=admin, name="a", url=GOOD, kinds=[LEAVE])


def test_the_twin_does_not_see_it(db: None, admin: Actor, added: Callable[..., tuple[Endpoint, str]]) -> None:
    with scope(ONE):
        endpoint, _ = added()
    with scope(TWO):
        with pytest.raises(NotFound):
            queries.endpoint(endpoint.pk, for_=admin)
        assert queries.told_of(LEAVE) == []


def test_what_concerns_secrets_is_not_told() -> None:
    told = subscribable()
    assert not [kind for kind in told if kind.startswith(("webhooks.", "accounts.", "api."))]
    assert "files.file.uploaded" in told
