"""Idempotency keys: done once, answered again; never for another request, another person or another tenant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from kernel.api import tasks
from kernel.api.models import ApiToken, IdempotencyKey
from kernel.scope import scope
from tests.support.databases import ONE
from tests.support.programs import Program, account, token, told

pytestmark = pytest.mark.feature("SAAS-07")
Programs = Callable[..., Program]
BODY = {"name": "导入程序", "scopes": ["*:read"]}


def count() -> int:
    with scope(ONE):
        return ApiToken.objects.filter(name=BODY["name"]).count()


def test_the_same_request_is_answered_again_and_done_once(program: Programs) -> None:
    lin = program()
    first = lin.post("api/tokens/", BODY, Idempotency_Key="k1")
    again = lin.post("api/tokens/", BODY, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert told(first) == told(again) and again["Idempotent-Replay"] == "true"
    assert count() == 1
    lin.post("api/tokens/", BODY, Idempotency_Key="k2")
    lin.post("api/tokens/", BODY)
    assert count() == 3


def test_what_is_shown_once_is_not_kept_in_the_clear(program: Programs) -> None:
    secret = told(program().post("api/tokens/", BODY, Idempotency_Key="k1"))["secret"]
    with scope(ONE):
        assert secret not in str(IdempotencyKey.objects.get(key="k1").body)


def test_another_request_with_the_key_is_refused(program: Programs) -> None:
    lin, wang = program("lin"), program("wang")
    lin.post("api/tokens/", BODY, Idempotency_Key="k1")
    other = lin.post("api/tokens/", {**BODY, "days": 3}, Idempotency_Key="k1")
    assert other.status_code == 409 and told(other)["error"]["code"] == "conflict"
    assert wang.post("api/tokens/", BODY, Idempotency_Key="k1").status_code == 201, "a key is its account's"
    assert lin.post("api/tokens/", BODY, Idempotency_Key="x" * 256).status_code == 422
    assert lin.post("api/tokens/", BODY, Idempotency_Key="a\x07b").status_code == 422


def test_every_way_of_writing_takes_a_key(program: Programs) -> None:
    lin = program()
    key = told(lin.post("api/tokens/", BODY))["id"]
    first = lin.call("DELETE", f"api/tokens/{key}/", Idempotency_Key="gone")
    again = lin.call("DELETE", f"api/tokens/{key}/", Idempotency_Key="gone")
    assert (first.status_code, again.status_code) == (204, 204) and again["Idempotent-Replay"] == "true"


def test_a_refused_request_keeps_no_key(program: Programs) -> None:
    lin = program()
    assert lin.post("api/tokens/", {"name": ""}, Idempotency_Key="k1").status_code == 422
    assert lin.post("api/tokens/", BODY, Idempotency_Key="k1").status_code == 201
    with scope(ONE):
        assert IdempotencyKey.objects.count() == 1


def test_two_at_once_have_one_effect(own_database: str) -> None:
    secret = token(account("lin"))[1]
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(2)

    def send() -> None:
        try:
            start.wait()
            answer = Program(secret).post("api/tokens/", BODY, Idempotency_Key="k1")
            answers.append((answer.status_code, told(answer)["id"]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [status for status, _key in answers] == [201, 201] and len({key for _status, key in answers}) == 1
    assert count() == 1


def test_kept_answers_are_forgotten_after_two_days(tenant: object) -> None:
    now = datetime.now(UTC)
    for number, age in enumerate((1, 47, 49)):
        IdempotencyKey.objects.create(
            account=account("lin").pk if number == 0 else IdempotencyKey.objects.get(key="0").account,
            key=str(number),
            request_digest=b"x",
            at=now - timedelta(hours=age),
        )
    tasks.sweep.run()
    assert sorted(IdempotencyKey.objects.values_list("key", flat=True)) == ["0", "1"]
