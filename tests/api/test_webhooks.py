"""Webhooks by the API: for those who look after them; a secret is told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.scope import scope
from kernel.webhooks.models import Delivery, Endpoint
from tests.kernel.webhooks.conftest import LEAVE
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("SAAS-07")
Programs = Callable[..., Program]
GIVEN = {"name": "财务系统", "url": "https://accounting.example.com/hook", "kinds": [LEAVE]}


@pytest.fixture
def admin(program: Programs) -> Program:
    return program("zhao", "webhooks.manage")


def test_an_endpoint_lives(admin: Program) -> None:
    made = admin.post("webhooks/endpoints/", GIVEN)
    assert made.status_code == 201, made.content
    key, secret = told(made)["id"], told(made)["secret"]
    assert secret.startswith("whsec_")
    rows = told(admin.get("webhooks/endpoints/"))["items"]
    assert [row["name"] for row in rows] == ["财务系统"] and "secret" not in rows[0]
    one = f"webhooks/endpoints/{key}/"
    assert "secret" not in told(admin.get(one))
    assert told(admin.put(one, {**GIVEN, "name": "新财务"}))["name"] == "新财务"
    assert told(admin.post(f"{one}pause/"))["is_paused"] is True
    assert admin.post(f"{one}trial/").status_code == 409, "it is paused"
    assert told(admin.post(f"{one}resumption/"))["is_paused"] is False
    assert told(admin.post(f"{one}secret/"))["secret"] != secret
    trial = admin.post(f"{one}trial/")
    assert trial.status_code == 201 and told(trial)["state"] == "waiting"
    assert admin.delete(one).status_code == 204
    assert admin.get(one).status_code == 404


def test_bad_input_is_told_at_its_field(admin: Program) -> None:
    for field, value in (("url", "ftp://x"), ("url", "https://127.0.0.1/"), ("kinds", ["no.such.fact"]), ("name", "")):
        answer = admin.post("webhooks/endpoints/", {**GIVEN, field: value})
        assert answer.status_code == 422 and set(told(answer)["error"]["fields"]) == {field}


def test_deliveries_are_found_and_repeated(admin: Program) -> None:
    key = told(admin.post("webhooks/endpoints/", GIVEN))["id"]
    first = told(admin.post(f"webhooks/endpoints/{key}/trial/"))["id"]
    with scope(ONE):
        endpoint = Endpoint.objects.get(pk=key)
        Delivery.objects.filter(pk=first).update(delivered_at=endpoint.created_at)
    again = admin.post(f"webhooks/deliveries/{first}/repetition/")
    assert again.status_code == 201 and told(again)["again_of"] == first

    def ids(query: str) -> list[str]:
        return [row["id"] for row in told(admin.get(f"webhooks/deliveries/?{query}"))["items"]]

    second = told(again)["id"]
    assert ids(f"endpoint={key}") == [second, first]
    assert ids("state=waiting") == [second] and ids("state=delivered") == [first] and ids("state=given_up") == []
    assert ids("kind=webhooks.endpoint.ping") == [second, first] and ids(f"kind={LEAVE}") == []
    one = told(admin.get(f"webhooks/deliveries/{first}/"))
    assert '"kind":"webhooks.endpoint.ping"' in one["body"] and one["calls"] == []
    assert admin.get("webhooks/deliveries/?endpoint=x").status_code == 422
    assert LEAVE in {row["kind"] for row in told(admin.get("webhooks/kinds/"))["items"]}


def test_others_see_and_do_nothing(admin: Program, program: Programs) -> None:
    key = told(admin.post("webhooks/endpoints/", GIVEN))["id"]
    delivery = told(admin.post(f"webhooks/endpoints/{key}/trial/"))["id"]
    lin = program("lin")
    for method, path in (
        ("GET", "endpoints/"),
        ("POST", "endpoints/"),
        ("GET", f"endpoints/{key}/"),
        ("PUT", f"endpoints/{key}/"),
        ("DELETE", f"endpoints/{key}/"),
        ("POST", f"endpoints/{key}/pause/"),
        ("POST", f"endpoints/{key}/resumption/"),
        ("POST", f"endpoints/{key}/secret/"),
        ("POST", f"endpoints/{key}/trial/"),
        ("GET", "deliveries/"),
        ("GET", f"deliveries/{delivery}/"),
        ("POST", f"deliveries/{delivery}/repetition/"),
        ("GET", "kinds/"),
    ):
        answer = lin.call(method, f"webhooks/{path}", {} if method != "GET" else None)
        assert answer.status_code == 403 and told(answer)["error"]["message"], path
    with scope(ONE):
        assert Delivery.objects.count() == 1
