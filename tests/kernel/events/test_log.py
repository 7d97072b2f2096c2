"""The audit log's pages: who reads them, what they find, what is taken away, and that reading is seen."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events import difference, dispatch, fact, queries, record
from kernel.events.actions import log
from kernel.events.facts import FACTS
from kernel.events.models import Delivery, EventRow
from kernel.events.queries import Filters
from kernel.policies import NotFound, Refused
from kernel.ports import Directory, sockets
from kernel.ports.directory import NullDirectory
from kernel.scope import scope
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("ADM-11")
Moved = FACTS.get("tests.log.moved") or fact("tests.log.moved", "Moved", fields=("reason",))
LIN = Actor(kind="person", name="林岚", person=UUID(int=7), position_label="财务部 · 会计", address="10.0.0.7")
AUDITOR = Actor(kind="person", name="周正", person=UUID(int=9), functions=frozenset({"audit.read"}))


class Auditors(NullDirectory):
    """Everybody called zhou… audits, everybody called admin… looks after the system."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        rights = {"zhou": {"audit.read"}, "admi": {"system.manage"}}.get(account.username[:4], set())
        return Actor(kind="person", name=str(account), account=account.pk, functions=frozenset(rights))


@pytest.fixture
def auditor(db: None, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setitem(sockets._offered, Directory, Auditors())
    with scope(ONE):
        account = Account.objects.create(username="zhouzheng", name="周正")
    made: Client = client_for(account)
    return made


def subject(name: str = "王伟") -> Account:
    return Account.objects.create(username=name, name=name)


def test_only_auditors_read_and_reading_is_a_fact(visit: Any, client_for: Any, auditor: Client) -> None:
    with scope(ONE):
        clerk = Account.objects.create(username="linlan")
        key = record(Moved, clerk, by=LIN).pk
    paths = ["", f"{key}/", f"?subject=accounts.account:{clerk.pk}", "?export=csv", "?export=xlsx", "verification/"]
    for path in paths:
        assert visit().get(f"/audit/{path}").status_code == 303
        assert client_for(clerk).get(f"/audit/{path}").status_code == 403
        assert auditor.get(f"/audit/{path}").status_code == 200
    assert client_for(clerk).get("/audit/failures/").status_code == 403
    with scope(ONE):
        read = EventRow.objects.filter(kind="events.log.read")
        assert read.count() == 2 and {row.actor_name for row in read} == {"周正"}
        assert read.latest("id").data["filters"] == {"subject": f"accounts.account:{clerk.pk}"}
        taken = EventRow.objects.filter(kind="web.list.exported")
        assert [row.data["list"] for row in taken] == ["events.log"] * 2


def test_the_acts_refuse_others(tenant: object) -> None:
    for act in (
        lambda: log.note_reading({}, by=LIN),
        lambda: log.verify(by=LIN),
        lambda: queries.visible_to(LIN),
        lambda: queries.matching(Filters(), LIN),
        lambda: list(queries.dead(LIN)),
    ):
        with pytest.raises(Refused):
            act()
    assert log.verify(by=AUDITOR).holds
    assert EventRow.objects.get().data == {"holds": True, "links": 0, "broken_at": None}


def test_filters_find_what_they_say(tenant: object) -> None:
    wang, li = subject("王伟"), subject("李娜")
    first = record(Moved, wang, by=LIN, before={"unit": "北京"}, after={"unit": "上海"})
    record(Moved, li, by=AUDITOR.at("10.0.0.9"))
    record(Moved, None, by=Actor(kind="person", name="代", person=UUID(int=8), agent_for=LIN.person))

    def found(**values: Any) -> int:
        return queries.matching(Filters(**values), AUDITOR).count()

    assert found() == 3
    assert found(who=LIN.person) == 2, "also what an agent did for her"
    assert found(subject=wang.pk, subject_kind="accounts.account") == 1
    assert found(kind="tests.log.moved") == 3 and found(kind="tests.log.other") == 0
    assert found(address="10.0.0.9") == 1
    assert found(text="王") == 1 and found(text="林岚") == 1 and found(text="没有") == 0
    today = first.at.astimezone().date()
    assert found(since=today - timedelta(days=1), until=today + timedelta(days=1)) == 3
    assert found(until=today - timedelta(days=2)) == 0 and found(since=today + timedelta(days=2)) == 0
    with pytest.raises(NotFound):
        queries.event(UUID(int=1), AUDITOR)


def test_the_list_is_narrowed_as_the_interface_is(auditor: Client) -> None:
    with scope(ONE):
        wang, li = subject("王伟"), subject("李娜")
        record(Moved, wang, by=LIN)
        record(Moved, li, by=AUDITOR.at("10.0.0.9"))
        record(Moved, None, by=Actor(kind="person", name="代", person=UUID(int=8), agent_for=LIN.person))

    def found(query: str) -> int:
        return auditor.get(f"/audit/?kind=tests.log.moved&{query}").content.decode().count("list-link")

    today = timezone.localdate()
    assert found("") == 3
    assert found(f"who={LIN.person}") == 2, "also what an agent did for her"
    assert found(f"subject=accounts.account:{wang.pk}") == 1
    assert found("address=10.0.0.9") == 1 and found("address=10.0.0") == 0
    assert found("q=王") == 1 and found("q=林岚") == 1 and found("q=没有") == 0
    assert found(f"at_from={today}&at_to={today}") == 3 and found(f"at_to={today - timedelta(days=1)}") == 0
    assert found("who=nonsense&at_from=x&subject=y&sort=what&after=z") == 3, "what cannot be read narrows nothing"
    assert found("at_to=9999-12-31&at_from=0001-01-01") == 3


def test_text_is_looked_for_in_the_last_month_unless_days_are_chosen(auditor: Client) -> None:
    with scope(ONE):
        row = record(Moved, subject("王伟"), by=LIN)
        then = datetime.now(UTC) - timedelta(days=40)
        EventRow.objects.filter(pk=row.pk).update(id=UUID(int=queries.key_at(then).int | 1), at=then)
    for query, count in (("", 1), ("q=王", 0), (f"q=王&at_from={then.date() - timedelta(days=1)}", 1)):
        page = auditor.get(f"/audit/?kind=tests.log.moved&{query}").content.decode()
        assert page.count("list-link") == count, query


def test_a_long_log_asks_no_more_than_a_short_one(auditor: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert auditor.get("/audit/?size=200").status_code == 200
        return sum(not str(one["sql"]).startswith(("SAVEPOINT", "RELEASE", "SET LOCAL")) for one in seen)

    def fill(count: int) -> None:
        with scope(ONE):
            for number in range(count):
                record(Moved, subject(f"{number}-{uuid4()}"), by=LIN, before={"a": 1}, after={"a": 2})

    asked()
    fill(10)
    few = asked()
    fill(190)
    assert asked() == few <= 12


def test_the_list_shows_who_as_whom_what_and_the_change(auditor: Client) -> None:
    with scope(ONE):
        wang = subject()
        key = record(Moved, wang, by=LIN, before={"unit": "北京<b>"}, after={"unit": "上海"}, reason="调动").pk
    page = auditor.get("/audit/").content.decode()
    for words in ("林岚", "财务部 · 会计", "王伟", "北京&lt;b&gt;", "上海", "10.0.0.7"):
        assert words in page
    event = auditor.get(f"/audit/{key}/").content.decode()
    for words in ("<del>北京&lt;b&gt;</del>", "<ins>上海</ins>", "调动", "tests.log.moved"):
        assert words in event
    assert f'href="/audit/?subject=accounts.account:{wang.pk}"' in event
    history = auditor.get(f"/audit/?subject=accounts.account:{wang.pk}").content.decode()
    assert "只看与王伟有关的" in history and history.count("list-link") == 1


def test_nothing_of_the_other_tenant_is_seen(auditor: Client) -> None:
    with scope(TWO):
        key = record(Moved, subject("秘密"), by=LIN).pk
    assert "秘密" not in auditor.get("/audit/").content.decode()
    assert auditor.get(f"/audit/{key}/").status_code == 404


def test_exports_hold_no_formulas(auditor: Client) -> None:
    evil = '=HYPERLINK("http://evil.example","王伟")'
    with scope(ONE):
        record(Moved, subject("王伟"), by=Actor(kind="person", name=evil, address="10.0.0.7"), reason="+1")
    columns = {"column": ["what", "who", "change", "details", "when"]}
    assert auditor.post("/web/lists/events.log/columns/", columns).status_code == 303
    answer = auditor.get("/audit/?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert "'" + evil in {row[1] for row in rows} and "attachment" in answer["Content-Disposition"]
    assert any(row[3] == '{"reason": "+1"}' for row in rows)
    answer = auditor.get("/audit/?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cell = next(cell for row in book.active.iter_rows() for cell in row if "HYPERLINK" in str(cell.value))  # type: ignore[union-attr]
    assert (cell.data_type, cell.value) == ("s", "'" + evil)


def test_differences() -> None:
    lines = difference.lines({"a": 1, "b": {"c": True}, "gone": "x"}, {"a": 1, "b": {"c": False}, "new": ["p", "q"]})
    told = {line.name: (line.change, line.after) for line in lines}
    assert told["a"][0] == "same" and told["b.c"][0] == "changed"
    assert told["gone"] == ("removed", "") and told["new"] == ("added", "p, q")
    assert lines[-1].name == "a", "what changed comes first"


def test_the_state_of_the_chain(auditor: Client) -> None:
    with scope(ONE):
        record(Moved, None, by=LIN)
        dispatch.hand_out()
    page = auditor.post("/audit/verification/").content.decode()
    assert "notice-ok" in page
    with scope(ONE):
        EventRow.objects.filter(kind="tests.log.moved").update(actor_name="X")
    assert "notice-bad" in auditor.post("/audit/verification/").content.decode()


def test_the_command(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    from kernel.commands import audit

    with scope(ONE):
        record(Moved, None, by=LIN)
        dispatch.hand_out()
    parser = argparse.ArgumentParser()
    audit.add_arguments(parser)
    assert audit.run(parser.parse_args(["verify"])) == 0
    assert audit.run(parser.parse_args(["verify", "--tenant", "nobody"])) == 2
    with scope(ONE):
        EventRow.objects.filter(kind="tests.log.moved").update(actor_name="X")
    assert audit.run(parser.parse_args(["verify", "--tenant", "two"])) == 0
    assert audit.run(parser.parse_args(["verify", "--tenant", "one"])) == 1
    assert "BROKEN at seal 1" in capsys.readouterr().out


def test_failed_effects_are_shown_and_tried_again(client_for: Any, auditor: Client) -> None:
    with scope(ONE):
        admin = Account.objects.create(username="admin")
        event = record(Moved, subject(), by=LIN)
        now = datetime.now(UTC)
        row = Delivery.objects.create(
            event=event, handler="tests.effect", due_at=now, dead_at=now, attempts=8, error="Traceback\nValueError: no"
        )
    client = client_for(admin)
    page = client.get("/audit/failures/").content.decode()
    assert "ValueError: no" in page and "tests.effect" in page
    assert client.post(f"/audit/failures/{row.pk}/retry/").status_code == 303
    assert client.post(f"/audit/failures/{row.pk}/retry/").status_code == 404
    with scope(ONE):
        assert Delivery.objects.get(pk=row.pk).dead_at is None


def test_several_failed_effects_are_tried_again_at_once(client_for: Any, auditor: Client) -> None:
    with scope(ONE):
        admin = Account.objects.create(username="admin")
        event = record(Moved, subject(), by=LIN)
        now = datetime.now(UTC)
        rows = [
            Delivery.objects.create(event=event, handler=f"tests.{n}", due_at=now, dead_at=now, attempts=8, error="no")
            for n in range(3)
        ]
        chosen = [str(row.pk) for row in rows[:2]]
    assert auditor.post("/audit/failures/retry/", {"chosen": chosen}).status_code == 403
    client = client_for(admin)
    sent = {"chosen": [*chosen, "nonsense"], "next": "/audit/failures/?q=tests"}
    assert client.post("/audit/failures/retry/", sent)["Location"] == "/audit/failures/?q=tests"
    shown = client.get("/audit/failures/?q=tests").content.decode()
    assert "2 项将在一分钟内重试" in shown and shown.count('class="list-link"') == 1
    with scope(ONE):
        assert Delivery.objects.filter(dead_at=None, pk__in=chosen).count() == 2
