"""The base of the API: one error shape, limits, what a request may carry, and where it is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel.api import errors, throttling
from kernel.api.viewsets import Endpoint
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import scope
from kernel.web.answers import CODES
from tests.support.databases import ONE
from tests.support.programs import Program, account, token, told

Programs = Callable[..., Program]


def shape_of(answer: Any) -> dict[str, Any]:
    """The error of an answer, after a look at its shape."""
    body = told(answer)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields", "request_id"}
    assert body["error"]["message"] and body["error"]["request_id"] == answer["X-Request-Id"]
    assert body["error"]["code"] == CODES[answer.status_code]
    found: dict[str, Any] = body["error"]
    return found


def test_every_refusal_has_the_one_shape(program: Programs, db: None) -> None:
    lin, nobody = program(), Program()
    assert shape_of(nobody.get("api/tokens/"))["code"] == "signed_out"
    assert nobody.get("api/tokens/")["WWW-Authenticate"] == "Bearer"
    assert lin.get("nothing/here/").status_code == 404 and shape_of(lin.get("nothing/here/"))
    assert shape_of(lin.get("api/tokens/00000000-0000-0000-0000-000000000000/"))["code"] == "not_found"
    assert shape_of(lin.call("PUT", "api/tokens/", {}))["code"] == "method_not_allowed"
    assert shape_of(lin.post("api/tokens/", b"{not json"))["code"] == "bad_request"
    assert shape_of(lin.post("api/tokens/", b"[1]"))["code"] == "invalid"
    wrong = shape_of(lin.post("api/tokens/", {"name": "", "scopes": "x"}))
    assert wrong["code"] == "invalid" and set(wrong["fields"]) == {"name", "scopes"}
    assert shape_of(lin.get("api/tokens/?limit=none"))["fields"].keys() == {"limit"}
    assert shape_of(lin.get("api/tokens/?q=%00"))["code"] == "invalid"
    assert shape_of(lin.get("api/tokens/", Accept="text/html"))["code"] == CODES[406]
    big = lin.post("api/tokens/", b'{"name": "' + b"x" * 6_000_000 + b'"}')
    assert big.status_code == 413 and shape_of(big)["code"] == "too_large"
    form = lin.client.post("/api/v1/api/tokens/", {"name": "x"}, headers=lin.headers)
    assert form.status_code == 415 and shape_of(form)


def test_what_acts_raise_is_told_by_status(tenant: object) -> None:
    for raised, status in (
        (Refused("nein"), 403),
        (NotFound(), 404),
        (Conflict("zu spät"), 409),
        (Invalid({"a": ["so nicht"]}), 422),
    ):
        answer = errors.answer(raised, {})
        assert answer is not None and answer.status_code == status
        assert answer.keep_nothing, "a refused request keeps nothing"  # type: ignore[attr-defined] # set by us
    assert errors.answer(RuntimeError(), {}) is None, "a fault is the machinery's"


def test_nested_errors_name_the_place() -> None:
    from rest_framework.exceptions import ValidationError

    answer = errors.answer(ValidationError({"lines": [{}, {"amount": ["too much"]}], "non_field_errors": ["no"]}), {})
    assert answer is not None
    assert answer.data["error"]["fields"] == {"lines.1.amount": ["too much"], "": ["no"]}


def test_a_view_without_a_policy_lets_nobody_in(program: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.api.api.endpoints import Tokens

    lin = program()
    assert lin.get("api/tokens/").status_code == 200
    monkeypatch.setattr(Tokens, "policy", Endpoint.policy)
    assert lin.get("api/tokens/").status_code == 403


def test_a_function_right_is_asked(program: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.api.api.endpoints import Tokens

    monkeypatch.setattr(Tokens, "policy", "audit.read")
    assert program("lin").get("api/tokens/").status_code == 403
    assert program("wang", "audit.read").get("api/tokens/").status_code == 200


def test_a_module_that_the_tenant_lacks_is_not_there(program: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.api import permissions

    lin = program()
    monkeypatch.setattr(permissions, "licence_of", lambda module: "gold")
    assert lin.get("api/tokens/").status_code == 404


def test_the_session_of_a_page_needs_its_csrf_token(client_for: Callable[..., Client]) -> None:
    lin = account("lin")
    body = {"name": "x", "scopes": ["*:read"]}
    strict = client_for(lin, enforce_csrf_checks=True)
    assert strict.get("/api/v1/api/me/").json()["account"] == str(lin.pk)
    assert strict.post("/api/v1/api/tokens/", body, "application/json").status_code == 403
    assert client_for(lin).post("/api/v1/api/tokens/", body, "application/json").status_code == 201


def test_words_come_in_the_language_of_whoever_asks(program: Programs) -> None:
    lin = program()
    english = lin.get("api/tokens/?limit=0", Accept_Language="en")
    assert told(english)["error"]["message"] == "A page has from 1 to 200 rows."
    assert told(lin.get("api/tokens/?limit=0"))["error"]["message"] == "每页 1 至 200 条。"


@pytest.mark.feature("SAAS-07")
def test_limits_answer_429_with_the_time_to_wait(program: Programs, settings: Any) -> None:
    settings.API_LIMITS = {"actor": 3, "tenant": 1_000_000}
    lin, wang = program("lin"), program("wang")
    assert [lin.get("api/me/").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = lin.get("api/me/")
    assert 1 <= int(refused["Retry-After"]) <= 60
    error = shape_of(refused)
    assert error["code"] == "too_many" and "3" in error["message"] and refused["Retry-After"] in error["message"]
    assert wang.get("api/me/").status_code == 200, "one account's flood is not another's"


def test_a_tenant_as_a_whole_is_limited_and_no_other(program: Programs, settings: Any) -> None:
    from kernel.valkey import scoped_key, valkey

    one, two = program("lin"), program("lin", host="two")
    for key in valkey().scan_iter(scoped_key("rate", "tenant", "*", to=ONE)):
        valkey().delete(key)
    settings.API_LIMITS = {"actor": 1_000_000, "tenant": 2}
    assert [one.get("api/me/").status_code for _ in range(3)] == [200, 200, 429]
    settings.API_LIMITS = {"actor": 1_000_000, "tenant": 1_000_000}
    assert two.get("api/me/").status_code == 200


def test_the_window_slides(tenant: object, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.API_LIMITS = {"actor": 10, "tenant": 10}

    who = uuid7().hex

    class One(throttling.ActorThrottle):
        def subject(self, request: Any) -> str:
            return who

    now = 6_000_000_000.0
    monkeypatch.setattr("kernel.api.throttling.time.time", lambda: now)
    asked: Any = One()
    assert [asked.allow_request(None, None) for _ in range(11)] == [True] * 10 + [False]
    now += 60
    assert not asked.allow_request(None, None), "the minute before still weighs whole"
    now += 30
    assert asked.allow_request(None, None), "half of it has slid out"


def test_without_the_cache_nobody_is_locked_out(program: Programs, settings: Any, monkeypatch: Any) -> None:
    import redis

    lin = program()
    settings.API_LIMITS = {"actor": 1, "tenant": 1}

    def gone() -> Any:
        raise redis.ConnectionError

    monkeypatch.setattr(throttling, "valkey", gone)
    assert [lin.get("api/me/").status_code for _ in range(3)] == [200] * 3


def test_the_schema_is_of_the_host_that_is_asked(program: Programs, visit: Callable[..., Client]) -> None:
    lin = program()
    found = told(lin.get("schema/", Accept="application/vnd.oai.openapi+json"))
    assert found["openapi"].startswith("3.1") and "/api/v1/api/tokens/" in found["paths"]
    assert "/api/v1/organization/people/" in found["paths"]
    assert visit().get("/api/v1/schema/").status_code == 401


def test_the_console_has_what_stands_in_the_public_schema(visit: Callable[..., Client]) -> None:
    console = visit("console")
    assert console.get("/api/v1/api/me/").status_code == 401
    assert console.get("/api/v1/organization/people/").status_code == 404


@pytest.mark.feature("ADM-16")
def test_tokens_open_what_they_say_until_they_end(program: Programs, db: None) -> None:
    lin = account("lin")
    row, secret = token(lin, "api:read")
    reader = Program(secret)
    assert reader.get("api/tokens/").status_code == 200
    assert reader.get("organization/units/").status_code == 403, "another module"
    refused = reader.post("api/tokens/", {"name": "x", "scopes": ["*:read"]})
    assert refused.status_code == 403 and shape_of(refused)["message"] == "该令牌的授权范围不包括此操作。"
    assert Program(secret, "two").get("api/tokens/").status_code == 401, "a token of another tenant"
    assert Program("tb_" + "x" * 43).get("api/tokens/").status_code == 401
    assert Program("").client.get("/api/v1/api/me/", headers={"Authorization": "Bearer"}).status_code == 401
    with scope(ONE):
        row.refresh_from_db()
        assert row.last_used_at is not None
        type(row).objects.filter(pk=row.pk).update(expires_at=row.created_at)
    assert reader.get("api/tokens/").status_code == 401, "past its end"
    other, secret = token(lin)
    user = Program(secret)
    assert user.call("DELETE", f"api/tokens/{other.pk}/").status_code == 204
    assert user.get("api/tokens/").status_code == 401, "revoked"
    _row, secret = token(lin)
    with scope(ONE):
        type(lin).objects.filter(pk=lin.pk).update(is_active=False)
    assert Program(secret).get("api/tokens/").status_code == 401, "the account is switched off"


def test_nobody_sees_or_revokes_another_s_tokens(program: Programs) -> None:
    lin, wang, admin = program("lin"), program("wang"), program("zhou", "api.manage")
    key = told(lin.get("api/tokens/"))["items"][0]["id"]
    assert wang.get(f"api/tokens/{key}/").status_code == 404
    assert wang.call("DELETE", f"api/tokens/{key}/").status_code == 404
    assert len(told(admin.get("api/tokens/"))["items"]) == 3
    assert admin.call("DELETE", f"api/tokens/{key}/").status_code == 204
