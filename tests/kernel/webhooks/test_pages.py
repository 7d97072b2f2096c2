"""The pages of the webhooks, as an administrator and as anybody else uses them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.scope import scope
from kernel.webhooks import sending
from kernel.webhooks.actions import add_endpoint, try_endpoint
from kernel.webhooks.models import Delivery, Endpoint
from tests.kernel.webhooks.conftest import LEAVE
from tests.support.databases import ONE, TWO
from tests.support.hostile import Server

pytestmark = pytest.mark.feature("SAAS-10")

GOOD = "https://hooks.example.com/tongban"


class Administrators:
    """A directory in which the account with this name administers."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        functions = frozenset({"webhooks.manage"}) if account.username == "zhao" else frozenset()
        return Actor(kind="person", name=account.username, account=account.pk, functions=functions)

    def names(self, people: Any) -> dict[UUID, str]:
        return {}

    def accounts(self, principals: Any) -> dict[UUID, UUID]:
        return {}


@pytest.fixture(autouse=True)
def _directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.web.middleware.directory", Administrators)


@pytest.fixture
def zhao(db: None, client_for: Callable[..., Client]) -> Iterator[Client]:
    with scope(ONE):
        account = Account.objects.create(username="zhao")
    yield client_for(account)


def given(**changes: object) -> dict[str, object]:
    return {"name": "财务系统", "url": GOOD, "kinds": [LEAVE], **changes}


def test_from_the_empty_page_to_the_secret_shown_once(zhao: Client) -> None:
    assert "/webhooks/new/" in zhao.get("/webhooks/").content.decode()
    assert LEAVE in zhao.get("/webhooks/new/").content.decode()
    answer = zhao.post("/webhooks/new/", given())
    assert answer.status_code == 200
    (secret,) = set(re.findall(r"whsec_[\w-]{40,}", answer.content.decode()))
    with scope(ONE):
        endpoint = Endpoint.objects.get()
        assert endpoint.secret == secret
    for url in ("/webhooks/", f"/webhooks/{endpoint.pk}/", f"/webhooks/{endpoint.pk}/edit/"):
        page = zhao.get(url).content.decode()
        assert "财务系统" in page
        assert secret not in page
    renewed = zhao.post(f"/webhooks/{endpoint.pk}/secret/").content.decode()
    assert "whsec_" in renewed
    assert secret not in renewed


def test_what_only_the_vendor_sees_is_not_offered(zhao: Client) -> None:
    offered = zhao.get("/webhooks/new/").content.decode()
    assert "organization.person.added" in offered
    for kind in ("provisioning.signup.begun", "provisioning.staff.appointed", "tenants.tenant.moved"):
        assert kind not in offered


@pytest.mark.parametrize(
    "wrong",
    [{"url": "http://127.0.0.1/"}, {"url": "ftp://x"}, {"url": ""}, {"name": ""}, {"kinds": []}, {"kinds": ["x.y.z"]}],
)
def test_what_was_typed_stays_when_it_is_refused(zhao: Client, wrong: dict[str, object]) -> None:
    answer = zhao.post("/webhooks/new/", given(**wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(str(value) in page for name, value in given(**wrong).items() if name != "kinds")
    with scope(ONE):
        assert not Endpoint.objects.exists()


def test_changing_pausing_resuming_removing(zhao: Client) -> None:
    zhao.post("/webhooks/new/", given())
    with scope(ONE):
        pk = Endpoint.objects.get().pk
    assert zhao.post(f"/webhooks/{pk}/edit/", given(url="http://10.0.0.1/")).status_code == 422
    assert zhao.post(f"/webhooks/{pk}/edit/", given(name="考勤系统")).status_code == 303
    assert zhao.post(f"/webhooks/{pk}/pause/").status_code == 303
    assert "/resumption/" in zhao.get(f"/webhooks/{pk}/").content.decode()
    assert zhao.post(f"/webhooks/{pk}/trial/").status_code == 303
    with scope(ONE):
        assert not Delivery.objects.exists()
    assert zhao.post(f"/webhooks/{pk}/resumption/").status_code == 303
    assert zhao.post(f"/webhooks/{pk}/trial/").status_code == 303
    assert zhao.post(f"/webhooks/{pk}/removal/").status_code == 303
    assert zhao.get(f"/webhooks/{pk}/").status_code == 404


def test_a_delivery_and_its_log(zhao: Client, receiver: Server) -> None:
    zhao.post("/webhooks/new/", given(url=f"{receiver.url}/hook"))
    with scope(ONE):
        pk = Endpoint.objects.get().pk
    zhao.post(f"/webhooks/{pk}/trial/")
    receiver.answers.append(503)
    with scope(ONE):
        delivery = Delivery.objects.get()
    sending.deliver(ONE, delivery.pk)
    for url in (f"/webhooks/{pk}/", f"/webhooks/deliveries/{delivery.pk}/"):
        page = zhao.get(url).content.decode()
        assert "503" in page
        assert "secret of the inside" not in page
    answer = zhao.post(f"/webhooks/deliveries/{delivery.pk}/repetition/")
    assert answer.status_code == 303
    assert str(delivery.pk) not in answer["Location"]


def test_nobody_else(zhao: Client, client_for: Callable[..., Client], visit: Callable[..., Client]) -> None:
    zhao.post("/webhooks/new/", given())
    with scope(ONE):
        endpoint = Endpoint.objects.get()
        delivery = try_endpoint(endpoint, by=Actor.system("test"))
        employee = client_for(Account.objects.create(username="lin"))
    with scope(TWO):
        twin = client_for(Account.objects.create(username="zhao"), "two")
    routes = [
        ("get", "/webhooks/"),
        ("get", "/webhooks/new/"),
        ("post", "/webhooks/new/"),
        ("get", f"/webhooks/{endpoint.pk}/"),
        ("get", f"/webhooks/{endpoint.pk}/edit/"),
        *(("post", f"/webhooks/{endpoint.pk}/{act}/") for act in ("trial", "pause", "resumption", "secret", "removal")),
        ("get", f"/webhooks/deliveries/{delivery.pk}/"),
        ("post", f"/webhooks/deliveries/{delivery.pk}/repetition/"),
    ]
    for method, url in routes:
        assert getattr(employee, method)(url).status_code == 403, url
        assert getattr(visit("one"), method)(url).status_code == 303, url
        if str(endpoint.pk) in url or str(delivery.pk) in url:
            assert getattr(twin, method)(url).status_code == 404, url


def test_a_list_and_a_log_cost_the_same_however_long(zhao: Client, admin: Actor) -> None:
    with scope(ONE):
        endpoint, _ = add_endpoint(by=admin, name="0", url=GOOD, kinds=[LEAVE])
        try_endpoint(endpoint, by=admin)
    urls = ("/webhooks/", f"/webhooks/{endpoint.pk}/")
    few = [cost(zhao, url) for url in urls]
    with scope(ONE):
        for number in range(20):
            add_endpoint(by=admin, name=f"n{number}", url=GOOD, kinds=[LEAVE])
            try_endpoint(endpoint, by=admin)
    assert [cost(zhao, url) for url in urls] == few
    assert max(few) <= 16


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
