"""The database is gone: whoever asks is told so at once and in words, and it comes back by itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client

from kernel.config.environment import environment
from kernel.watching import health
from provisioning import standing
from tenants import hosts, outage, warm
from tests.support.databases import HOSTS

pytestmark = pytest.mark.feature("SAAS-10", "SAAS-11")


@pytest.fixture
def gone(django_db_setup: str, django_db_blocker: Any) -> Iterator[None]:
    """The database's port is one on which nobody listens, until the end of the test."""
    with django_db_blocker.unblock(), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        connection = connections["default"]
        connection.close()
        standing.forget()
        port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], str(taken.getsockname()[1])
        yield
        connection.close()
        connection.settings_dict["PORT"] = port
        outage.outage.next = 0.0
        assert client("one").get("/account/sign-in/").status_code == 200, "it comes back by itself"
        assert "运行正常" in client("site").get("/status/").content.decode()
        connection.close()
        hosts.forget_here()
        standing.forget()


def client(host: str, language: str = "zh-CN") -> Client:
    return Client(headers={"host": HOSTS[host], "accept-language": language}, raise_request_exception=False)


def test_the_status_page_answers_and_says_what_is_down(gone: None) -> None:
    chinese, english = (client("site", language).get("/status/") for language in ("zh-CN", "en"))
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert "有服务中断" in chinese.content.decode()
    assert "数据库没有响应，目前无法登录" in chinese.content.decode()
    assert f"mailto:{environment.contact}" in chinese.content.decode()
    shown = english.content.decode()
    assert "nobody can sign in or save anything at present" in shown and 'lang="en"' in shown
    # Whoever has the page open gets this one in its place, and later the good one again.
    assert 'id="status" hx-get="/status/" hx-trigger="every 60s"' in shown
    assert english["Cache-Control"] == "no-store" and english["X-Request-Id"]
    assert [line.level for line in standing.standing(with_database=False).lines][:2] == ["bad", "bad"]


def test_the_status_page_has_its_styles_without_a_database(gone: None) -> None:
    assert client("site").get("/static/web/icon.svg").status_code == 200
    assert client("site").get("/healthz").content == b"ok\n"


@pytest.mark.parametrize("host", ["one", "console", "site"])
def test_everybody_else_is_told_at_once_and_may_come_again(gone: None, host: str) -> None:
    answer = client(host).get("/")
    assert answer.status_code == 503
    assert "数据库暂时没有响应" in answer.content.decode()
    assert answer["Retry-After"] == "5"
    assert client(host).get("/status/").status_code == (200 if host == "site" else 503)


def test_programs_are_told_in_the_one_shape(gone: None) -> None:
    answer = client("one", "en").post("/api/v1/organization/units/", data={}, content_type="application/json")
    assert answer.status_code == 503
    error = answer.json()["error"]
    assert error["code"] == "unavailable" and error["request_id"] == answer["X-Request-Id"]


def test_while_it_is_silent_one_request_asks_it_and_nobody_else_waits(
    gone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client("one").get("/").status_code == 503
    asked: list[int] = []

    def silent() -> bool:
        asked.append(1)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(health, "database_answers", silent)
        patch.setattr(outage, "PAUSE_SECONDS", 3600.0)
        outage.outage.next = 0.0
        assert {client("one").get("/").status_code for _ in range(5)} == {503}
    assert len(asked) == 1


def test_a_process_that_starts_meanwhile_knows_it_from_the_first_page_on(gone: None) -> None:
    warm.run()
    assert outage.outage.is_on


def test_one_broken_connection_is_a_fault_and_no_outage(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(host: str) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(hosts, "find", broken)
    assert client("one").get("/").status_code == 500
    assert not outage.outage.is_on
