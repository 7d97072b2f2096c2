"""Open pages hear within a second what concerns them, and nothing of anybody else's."""

from __future__ import annotations

import time
from uuid import UUID

import httpx
import pytest

from kernel.actor import Actor
from kernel.keys import uuid7
from kernel.live import hang_up, publish, tokens
from kernel.live.address import LiveAddresses, stream_url, token_for
from kernel.scope import OutsideScope, Scope, abandon, scope
from tests.kernel.live.conftest import LiveProcess, Page
from tests.support.databases import ONE, TWO

ORIGIN = "http://one.localhost:8000"


def token(to: Scope, account: UUID, origin: str = ORIGIN) -> str:
    return tokens.make(to.key, account, origin, time.time())


def test_a_message_arrives_within_a_second_and_only_where_it_belongs(own_database: str, live: LiveProcess) -> None:
    lin, wang = uuid7(), uuid7()
    mine, hers = Page(live.base, token(ONE, lin)), Page(live.base, token(ONE, wang))
    twin = Page(live.base, token(TWO, lin))
    began = time.monotonic()
    with scope(ONE):
        publish("notices.changed", to=[lin, lin], data={"id": wang})
    assert mine.wait_for(1) == [{"kind": "notices.changed", "data": {"id": str(wang)}}]
    assert mine.events[0][2] - began < 1
    with scope(ONE):
        publish("bulletin.changed", to="all")
    assert hers.wait_for(1) == [{"kind": "bulletin.changed", "data": {}}]
    assert len(mine.wait_for(2)) == 2
    time.sleep(0.2)
    assert twin.events == [], "the same account of another tenant hears nothing"
    assert mine.headers["access-control-allow-origin"] == ORIGIN


def test_what_is_not_committed_is_not_told(own_database: str, live: LiveProcess) -> None:
    lin = uuid7()
    page = Page(live.base, token(ONE, lin))
    with scope(ONE):
        publish("a.b", to=[lin])
        abandon()
    with pytest.raises(OutsideScope):
        publish("a.b", to=[lin])
    with scope(ONE):
        publish("c.d", to=[lin])
    assert page.wait_for(1) == [{"kind": "c.d", "data": {}}]


def test_a_page_that_comes_back_misses_and_doubles_nothing(own_database: str, live: LiveProcess) -> None:
    lin = uuid7()
    first = Page(live.base, token(ONE, lin))
    for number in range(3):
        with scope(ONE):
            publish("a.b", to=[lin], data={"n": number})
    first.wait_for(3)
    last = first.events[0][0]
    back = Page(live.base, token(ONE, lin), headers={"Last-Event-ID": last})
    assert [event["data"]["n"] for event in back.wait_for(2)] == [1, 2]
    named = Page(live.base, f"{token(ONE, lin)}&last={last}")
    assert len(named.wait_for(2)) == 2
    old = Page(live.base, token(ONE, lin), headers={"Last-Event-ID": "1-0"})
    assert old.wait_for(1)[0]["kind"] == "live.lost"
    twin = Page(live.base, token(TWO, lin), headers={"Last-Event-ID": last})
    time.sleep(0.2)
    assert [event for event in twin.events if event[1]["kind"] != "live.lost"] == []


def test_streams_of_a_suspended_tenant_or_a_signed_out_account_are_closed(own_database: str, live: LiveProcess) -> None:
    lin, wang = uuid7(), uuid7()
    pages = [Page(live.base, token(ONE, lin)), Page(live.base, token(ONE, wang)), Page(live.base, token(TWO, lin))]
    with scope(ONE):
        hang_up(account_id=lin)
    assert pages[0].closed.wait(2)
    assert not pages[1].closed.is_set()
    with scope(ONE):
        hang_up()
    assert pages[1].closed.wait(2)
    assert not pages[2].closed.wait(0.2)


def test_wrong_tokens_origins_and_too_many_pages_are_refused(live: LiveProcess) -> None:
    lin = uuid7()
    good = token(ONE, lin)
    old = tokens.make(ONE.key, lin, ORIGIN, time.time() - tokens.LIFE_SECONDS - 1)
    for bad in ("", "x", good[:-2] + "zz", old):
        assert httpx.get(f"{live.base}/events", params={"token": bad}).status_code == 401
    answer = httpx.get(f"{live.base}/events", params={"token": good}, headers={"Origin": "http://two.localhost:8000"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert httpx.get(f"{live.base}/other").status_code == 404
    assert httpx.post(f"{live.base}/events", params={"token": good}).status_code == 405
    pages = [Page(live.base, good) for _ in range(12)]
    assert httpx.get(f"{live.base}/events", params={"token": good}).status_code == 429
    pages[0].close()


def test_a_stream_ends_with_its_token(live: LiveProcess) -> None:
    soon = tokens.make(ONE.key, uuid7(), ORIGIN, time.time() - tokens.LIFE_SECONDS + 2)
    page = Page(live.base, soon)
    assert page.status == 200
    assert page.closed.wait(4)


def test_it_stops_at_once_with_pages_open(live: LiveProcess) -> None:
    pages = [Page(live.base, token(ONE, uuid7())) for _ in range(5)]
    assert live.stop() < 2
    assert all(page.closed.wait(2) for page in pages)


def test_a_valkey_that_does_not_answer_costs_the_act_nothing(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    from kernel.live import publishing

    monkeypatch.setattr(publishing, "valkey", lambda: redis.Redis(port=1, socket_connect_timeout=0.2))
    with scope(ONE):
        publish("a.b", to="all")
        hang_up()


def test_a_token_of_one_tenant_names_it_and_nothing_else(tenant: Scope) -> None:
    lin = Actor(kind="person", name="林静怡", account=uuid7())
    grant = tokens.read(token_for(lin), time.time())
    assert (grant.tenant, grant.account, grant.origin) == (ONE.key, lin.account, ORIGIN)
    assert stream_url() == "http://one.localhost:8001/events"
    assert LiveAddresses().address(lin).startswith("http://one.localhost:8001/events?token=")
    assert token_for(Actor.visitor()) == "" == LiveAddresses().address(Actor.visitor())


def test_only_who_is_signed_in_gets_a_token(visit, client_for, tenant: Scope) -> None:
    from kernel.accounts.models import Account

    assert visit("one").get("/live/token/").status_code in {302, 303}
    account = Account.objects.create(username="lin", name="林静怡")
    answer = client_for(account).get("/live/token/")
    assert answer.status_code == 200
    assert tokens.read(answer.json()["token"], time.time()).account == account.pk
    assert answer["Cache-Control"] == "no-store"
    assert client_for(account).get("/live/token/", headers={"host": "two.localhost"}).status_code in {302, 303}
