"""The audit log by the API: for auditors, filtered, and reading it is a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events import record
from kernel.events.models import Delivery, EventRow
from kernel.scope import scope
from tests.kernel.events.test_log import Moved
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("ADM-11")
Programs = Callable[..., Program]
LIN = Actor(kind="person", name="林岚", account=None, address="10.0.0.7")


@pytest.fixture
def auditor(program: Programs) -> Program:
    return program("zhou", "audit.read", "system.manage")


def happen(number: int = 1) -> list[EventRow]:
    with scope(ONE):
        subject = Account.objects.get(username="zhou")
        return [
            record(Moved, subject, by=LIN, before={"n": one}, after={"n": one + 1}, reason="x") for one in range(number)
        ]


def test_the_log_is_read_filtered_and_walked(auditor: Program) -> None:
    rows = happen(5)
    kind = f"kind={Moved.kind}"
    found = told(auditor.get(f"events/events/?{kind}&limit=2"))
    assert [row["id"] for row in found["items"]] == [str(rows[4].pk), str(rows[3].pk)]
    assert found["items"][0]["before"] == {"n": 4} and found["items"][0]["data"] == {"reason": "x"}
    following = told(auditor.get(found["next"]))
    assert [row["id"] for row in following["items"]] == [str(rows[2].pk), str(rows[1].pk)]
    assert told(auditor.get(f"events/events/{rows[0].pk}/"))["address"] == "10.0.0.7"

    def count(query: str) -> int:
        return len(told(auditor.get(f"events/events/?{kind}&{query}"))["items"])

    today = date.today().isoformat()
    assert count(f"since={today}&until={today}") == 5 and count("until=2020-01-01") == 0
    assert count("address=10.0.0.7") == 5 and count("address=10.0.0.8") == 0
    assert count("text=林岚") == 5 and count("text=王") == 0
    assert count(f"subject={rows[0].subject_id}&subject_kind=accounts.account") == 5
    for wrong in ("who=x", "since=yesterday", "address=home", "colour=red"):
        assert auditor.get(f"events/events/?{wrong}").status_code == 422


def test_reading_is_a_fact_and_turning_pages_is_the_same_reading(auditor: Program) -> None:
    happen(3)
    following = told(auditor.get("events/events/?limit=2"))["next"]
    auditor.get(following)
    with scope(ONE):
        assert EventRow.objects.filter(kind="events.log.read").count() == 1


def test_the_chain_is_verified(auditor: Program) -> None:
    happen()
    end = told(auditor.get("events/verification/"))
    assert end["holds"] is None and len(end["digest"]) == 64
    answer = auditor.post("events/verification/")
    assert answer.status_code == 201 and told(answer)["holds"] is True
    assert Moved.kind in {row["kind"] for row in told(auditor.get("events/kinds/"))["items"]}


def test_failures_are_seen_and_tried_again(auditor: Program, program: Programs) -> None:
    (row,) = happen()
    now = datetime.now(UTC)
    with scope(ONE):
        dead = Delivery.objects.create(
            event=row, handler="x.y", attempts=8, due_at=now, dead_at=now, error="Traceback\nValueError: nein"
        )
    (failure,) = told(auditor.get("events/failures/"))["items"]
    assert failure["reason"] == "ValueError: nein" and failure["kind"] == Moved.kind
    assert program("wang", "audit.read").post(f"events/failures/{dead.pk}/repetition/").status_code == 403
    assert told(auditor.post(f"events/failures/{dead.pk}/repetition/"))["dead_at"] is None
    assert auditor.post(f"events/failures/{dead.pk}/repetition/").status_code == 404


def test_others_read_nothing(auditor: Program, program: Programs) -> None:
    (row,) = happen()
    lin = program("lin")
    for path in ("events/", f"events/{row.pk}/", "kinds/", "verification/", "failures/"):
        assert lin.get(f"events/{path}").status_code == 403, path
    assert lin.post("events/verification/").status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_days_far_away_are_no_fault(auditor: Program, day: str) -> None:
    for query in (f"since={day}", f"until={day}", f"until={day}&text=x"):
        assert auditor.get(f"events/events/?{query}").status_code == 200
