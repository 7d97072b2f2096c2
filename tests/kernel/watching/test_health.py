"""Who is asked whether the service is well says which part is not; figures are for the operator only."""

from __future__ import annotations

import dataclasses
import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.db import connections
from django.test import Client

from kernel.config.environment import environment
from kernel.files import store
from kernel.watching import health
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("SAAS-10")


@pytest.fixture
def closed() -> Iterator[int]:
    """A port of this machine on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(autouse=True)
def _bucket() -> None:
    store.prepare()


def ready() -> tuple[int, dict[str, bool]]:
    """The status of /readyz, and which services answer."""
    answer = Client(headers={"host": "whatever.example"}).get("/readyz")
    return answer.status_code, {name: service["ok"] for name, service in answer.json()["services"].items()}


def test_all_is_well(db: None) -> None:
    assert Client(headers={"host": "whatever.example"}).get("/healthz").content == b"ok\n"
    assert ready() == (200, {"database": True, "valkey": True, "store": True})


def test_a_store_that_is_down_is_named(db: None, closed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    down = dataclasses.replace(environment.store, endpoint=f"http://127.0.0.1:{closed}")
    monkeypatch.setattr(health, "environment", dataclasses.replace(environment, store=down))
    assert ready() == (503, {"database": True, "valkey": True, "store": False})


def test_a_cache_that_is_down_is_named(db: None, closed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "valkey", lambda: redis.Redis(port=closed, socket_connect_timeout=1))
    assert ready() == (503, {"database": True, "valkey": False, "store": True})


def test_a_database_that_is_down_is_named_and_the_process_lives(
    django_db_setup: str, django_db_blocker: Any, closed: int
) -> None:
    with django_db_blocker.unblock():
        connection = connections["default"]
        connection.close()
        port = connection.settings_dict["PORT"]
        connection.settings_dict["PORT"] = str(closed)
        try:
            found = ready()
            alive = Client(headers={"host": "whatever.example"}).get("/healthz").status_code
        finally:
            connection.close()
            connection.settings_dict["PORT"] = port
        assert found == (503, {"database": False, "valkey": True, "store": True}) and alive == 200
        assert ready()[0] == 200, "it comes back by itself"
        connection.close()


def test_figures_are_not_for_the_world(db: None, visit: Callable[..., Client]) -> None:
    client = visit()
    assert client.get("/account/sign-in/").status_code == 200
    near = client.get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert near.status_code == 200 and b"tongban_requests_total" in near.content
    assert client.get("/metrics", REMOTE_ADDR="114.114.114.114").status_code == 404
    passed_on = client.get("/metrics", REMOTE_ADDR="10.0.0.2", headers={"x-forwarded-for": "114.114.114.114"})
    assert passed_on.status_code == 404, "a proxy beside us speaks for the world"


def test_log_lines_carry_the_ids_of_the_request(visit: Callable[..., Client], caplog: pytest.LogCaptureFixture) -> None:
    client = visit()
    client.cookies["session"] = "x" * 32
    with caplog.at_level(logging.INFO):
        answer = client.get("/account/sign-in/")
    lines = {record.name: _line(record) for record in caplog.records if record.name.startswith("tongban.")}
    assert {"tongban.requests", "tongban.accounts"} <= set(lines), "the request's own line, and one from within"
    for line in lines.values():
        assert line["request_id"] == answer["X-Request-Id"] and line["tenant"] == ONE.key
    assert lines["tongban.requests"]["route"] == "account/sign-in/" and lines["tongban.requests"]["status"] == 200


def _line(record: logging.LogRecord) -> dict[str, Any]:
    formatter = logging.getLogger().handlers[0].formatter
    ours = next(
        (one.formatter for one in logging.getLogger().handlers if "Processor" in type(one.formatter).__name__),
        formatter,
    )
    assert ours is not None
    found: dict[str, Any] = json.loads(ours.format(record))
    return found
