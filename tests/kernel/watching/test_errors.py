"""Errors reach the collector with tenant, release and request id, and without a word about anybody."""

from __future__ import annotations

import dataclasses
import gzip
import importlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
from django.test import Client

from kernel.accounts.models import Account
from kernel.config.environment import environment
from kernel.scope import scope
from kernel.watching.errors import scrub, watch
from tests.support.databases import ONE
from tests.support.hostile import Server, serving

pytestmark = pytest.mark.feature("SAAS-10")
SECRETS = {
    "a name": "林岚",
    "a mail": "linlan@heyi.example",
    "a phone": "13812345678",
    "an identity card": "110101199003078515",
    "a token": "tb_" + "s3cr3t" * 6,
    "a form": "form-body-of-the-request",
    "a query": "looked-for-in-the-address",
    "a value of a row": "linlan-the-clerk",
}


@pytest.fixture
def collector() -> Iterator[Server]:
    """A collector of errors on loopback, with the product's own settings pointed at it."""
    with serving() as server:
        watch(dataclasses.replace(environment, sentry_dsn=f"http://key@127.0.0.1:{server.port}/1", release="9.8.7"))
        yield server
        sentry_sdk.get_client().close()
        sentry_sdk.init()


def received(server: Server) -> tuple[dict[str, Any], str]:
    """The one error event that arrived, and all that was sent, as text."""
    sentry_sdk.flush(timeout=10)
    texts = [
        (gzip.decompress(seen.body) if seen.headers.get("content-encoding") == "gzip" else seen.body).decode()
        for seen in server.seen
    ]
    events = [
        json.loads(line) for text in texts for line in text.splitlines() if '"exception"' in line and "event_id" in line
    ]
    assert len(events) == 1
    return events[0], "\n".join(texts)


def test_a_fault_in_a_page_is_told_with_ids_and_without_people(
    client_for: Callable[..., Client], collector: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any, **options: Any) -> Any:
        password = SECRETS["a token"]
        raise RuntimeError(
            f"{SECRETS['a name']} {SECRETS['a mail']} {SECRETS['a phone']} {SECRETS['an identity card']} "
            f"DETAIL: Key (username)=({SECRETS['a value of a row']}) already exists. {password[:0]}"
        )

    monkeypatch.setattr(importlib.import_module("kernel.notices.views.reading"), "mark_all_read", fail)
    with scope(ONE):
        lin = Account.objects.create(username="lin", name=SECRETS["a name"], email=SECRETS["a mail"])
    client = client_for(lin, raise_request_exception=False)
    answer = client.post(
        f"/notices/reading/?q={SECRETS['a query']}",
        {"kind": SECRETS["a form"]},
        headers={"authorization": f"Bearer {SECRETS['a token']}", "user-agent": "Firefox"},
    )
    assert answer.status_code == 500
    event, text = received(collector)
    assert event["release"] == "tongban@9.8.7"
    assert event["tags"]["tenant"] == ONE.key
    assert event["tags"]["request_id"] == answer["X-Request-Id"]
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    for what, secret in SECRETS.items():
        assert secret not in text and json.dumps(secret)[1:-1] not in text, what
    session = client.session.session_key or ""
    assert session and session not in text, "a cookie"
    assert "user" not in event and str(lin.pk) not in text


def test_a_link_with_a_token_in_its_path_is_cut() -> None:
    url = "https://one.example/account/password/01977420-dc00-7540-b67a-01322aa8d361/c4ca4238a0b923820dcc509a6f75849b/"
    event = scrub({"request": {"url": url}}, {})
    assert event is not None
    assert event["request"]["url"] == (
        "https://one.example/account/password/01977420-dc00-7540-b67a-01322aa8d361/[removed]/"
    )


def test_without_an_address_nothing_is_sent_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: called.append(options))
    watch(dataclasses.replace(environment, sentry_dsn=""))
    assert not called
