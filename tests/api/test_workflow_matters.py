"""Matters and tasks by the API: sent, decided, managed; each act is refused to those whose it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.test_workflow_processes import office, program, told
from tests.support.programs import Program
from tests.workflow.conftest import Office
from workflow import functions

pytestmark = pytest.mark.feature("COL-22", "SAAS-07")
__all__ = ["office", "program"]
Programs = Callable[..., Program]
A, B, C, D, SENDER = "林静怡", "孙志远", "刘洋", "王海", "孟繁星"


def operations(whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in whole["operations"]}


def task_of(program: Program, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return str(told(program.get(f"workflow/tasks/?{query}"))["items"][0]["id"])


def test_a_matter_is_sent_foreseen_and_decided(office: Office, program: Programs) -> None:
    process = office.process(office.step("a", A), office.step("b", B, C, vote={"mode": "all"}))
    sender, first, second, stranger = program(SENDER), program(A), program(B), program(D)
    given = {"process": str(process.pk), "title": "采购", "values": {"amount": 9.5}}
    matter = told(sender.post("workflow/matters/", given), 201)
    assert matter["values"] == {"amount": "9.5"} and matter["starter_name"] == SENDER
    assert {"urge", "revoke", "circulate"} == set(operations(matter))
    where = f"workflow/matters/{matter['id']}/"
    assert stranger.get(where).status_code == 404
    task = told(first.get(f"workflow/tasks/{task_of(first)}/"))
    offered = operations(task)
    assert {"agree", "disagree", "return", "transfer", "add", "ask"} <= set(offered)
    assert "孙志远、刘洋" in offered["agree"]["consequence"] and "不通过" in offered["disagree"]["consequence"]
    assert offered["return"]["targets"] == [{"step": "start", "name": "发起人"}]
    one = f"workflow/tasks/{task['id']}/"
    assert stranger.post(f"{one}decision/", {"result": "agree"}).status_code == 404
    assert second.post(f"{one}decision/", {"result": "agree"}).status_code in {403, 404}
    assert first.post(f"{one}decision/", {"result": "agree", "rev": 77}).status_code == 409
    done = told(first.post(f"{one}decision/", {"result": "agree", "opinion": "同意", "rev": task["rev"]}))
    assert (done["status"], done["result"], set(operations(done))) == ("done", "agree", {"take_back"})
    assert first.post(f"{one}decision/", {"result": "agree"}).status_code == 409
    assert [row["id"] for row in told(first.get("workflow/done/"))["items"]] == [task["id"]]
    back = told(first.post(f"{one}taking-back/", {}))
    assert back["status"] == "open"
    told(first.post(f"{one}decision/", {"result": "agree"}))
    half = operations(told(second.get(f"workflow/tasks/{task_of(second, q='采')}/")))["agree"]["consequence"]
    assert "刘洋" in half
    assert set(told(sender.post(f"{where}urging/"))["people"]) == {str(office.pid(B)), str(office.pid(C))}
    words = told(sender.get(f"{where}opinions/"))["items"]
    assert [row["action"] for row in words] == ["agree", "agree", "start"]
    assert {row["step"] for row in told(sender.get(f"{where}steps/"))["items"]} == {"start", "a", "b"}
    closed = [row["reason"] for row in told(sender.get(f"{where}tasks/"))["items"] if row["status"] == "cancelled"]
    assert closed == ["taken-back", "taken-back"]
    assert sender.get(f"{where}log/").status_code == 403
    svg = told(sender.get(f"{where}picture/"))["svg"]
    assert svg.startswith("<svg") and "孙志远、刘洋" in svg and "style=" not in svg
    assert told(sender.get("workflow/matters/?status=open"))["items"][0]["current"] == "b"
    assert told(sender.get("workflow/matters/?whose=managed"))["items"] == []


def test_others_are_brought_in_and_tasks_passed_on(office: Office, program: Programs) -> None:
    pool = office.step("p", C, D)
    pool["handler"]["pool"] = True
    matter = office.start(office.process(office.step("a", A), pool))
    first, other, helper = program(A), program(B), program("何欣")
    one = f"workflow/tasks/{task_of(first)}/"
    told(first.post(f"{one}signers/", {"how": "ask", "people": [str(office.pid("何欣"))], "opinion": "请看"}))
    asked = task_of(helper)
    assert set(operations(told(first.get(one)))) == set()
    assert other.post(f"workflow/tasks/{asked}/removal/", {}).status_code in {403, 404}
    assert told(first.post(f"workflow/tasks/{asked}/removal/", {}))["status"] == "cancelled"
    told(first.post(f"{one}transfer/", {"to": str(office.pid(B))}))
    assert first.post(f"{one}transfer/", {"to": str(office.pid(B))}).status_code == 409
    again = task_of(other)
    sent = told(other.post(f"workflow/tasks/{again}/return/", {"target": "start", "reason": "补材料"}))
    assert sent["status"] == "cancelled"
    sender = program(SENDER)
    start = task_of(sender)
    assert operations(told(sender.get(f"workflow/tasks/{start}/")))["agree"]["title"] == "重新提交"
    told(sender.post(f"workflow/tasks/{start}/decision/", {"result": "agree"}))
    for person, name in ((first, A), (other, B)):
        if office.waiting(matter) == [("a", name)]:
            told(person.post(f"workflow/tasks/{task_of(person)}/decision/", {"result": "agree"}))
    taker, slower = program(C), program(D)
    key = task_of(taker)
    assert set(operations(told(taker.get(f"workflow/tasks/{key}/")))) == {"claim"}
    mine = told(taker.post(f"workflow/tasks/{key}/claim/", {}))
    assert mine["assignee"] == str(office.pid(C)) and "unclaim" in operations(mine)
    assert slower.post(f"workflow/tasks/{key}/claim/", {}).status_code in {404, 409}
    assert told(taker.post(f"workflow/tasks/{key}/release/", {}))["assignee"] is None
    assert slower.post(f"workflow/tasks/{key}/reading/").status_code == 204


def test_managers_lead_a_matter_and_others_do_not(office: Office, program: Programs) -> None:
    process = office.process(office.step("a", A), office.step("b", B))
    matter = office.start(process)
    boss, worker = program("何欣", functions.MANAGE), program(SENDER)
    where = f"workflow/matters/{matter.pk}/"
    assert {"jump", "suspend", "terminate", "hand_over"} <= set(operations(told(boss.get(where))))
    why = {"reason": "出差"}
    for button in ("suspension", "termination"):
        assert worker.post(f"{where}{button}/", why).status_code == 403
        assert boss.post(f"{where}{button}/", {}).status_code == 422
    assert told(boss.post(f"{where}suspension/", why))["status"] == "suspended"
    assert told(boss.post(f"{where}resumption/", {}))["status"] == "running"
    over = {"giver": str(office.pid(A)), "taker": str(office.pid(C)), **why}
    assert told(boss.post(f"{where}hand-over/", over)) == {"moved": 1} and office.waiting(matter) == [("a", C)]
    arrival = str(office.live(matter, "a").pk)
    assert worker.post(f"{where}jump/", {"arrival": arrival, "target": "b", **why}).status_code == 403
    told(boss.post(f"{where}jump/", {"arrival": arrival, "target": "b", **why}))
    assert office.waiting(matter) == [("b", B)]
    assert boss.post(f"{where}redo/", {"arrival": arrival, "target": "a", **why}).status_code == 409
    assert boss.post(f"{where}retry/", {"arrival": str(office.live(matter, "b").pk)}).status_code == 409
    assert told(boss.post(f"{where}termination/", why))["status"] == "terminated"
    assert told(boss.post(f"{where}reopening/", {"target": "a", **why}))["status"] == "running"
    assert [row["kind"] for row in told(boss.get(f"{where}log/"))["items"]][:2] == ["reopen", "terminate"]
    assert boss.post(f"{where}circulation/", {"people": [str(office.pid(D))]}).status_code == 204
    reader = program(D)
    copy = told(reader.get("workflow/copies/?unread=true"))["items"][0]
    assert copy["sender_name"] == "何欣"
    read = told(reader.post(f"workflow/copies/{copy['id']}/reading/", {"remark": "已阅"}))
    assert read["read_at"] and told(reader.get("workflow/copies/?unread=true"))["items"] == []
    assert worker.post(f"workflow/copies/{copy['id']}/reading/", {}).status_code == 404
    assert told(worker.post(f"{where}revocation/", {**why, "to_draft": True}))["status"] == "draft"
    assert told(worker.post(f"{where}resubmission/", {"values": {"n": 1}}))["status"] == "running"


@pytest.mark.feature("PER-02")
def test_agents_are_appointed_and_ended(office: Office, program: Programs) -> None:
    mine, theirs = program(A), program(B)
    now = datetime.now(UTC)
    given = {
        "agent": str(office.pid(B)),
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=3)).isoformat(),
    }
    rule = told(mine.post("workflow/agents/", given), 201)
    assert (rule["principal_name"], rule["agent_name"]) == (A, B)
    assert mine.post("workflow/agents/", {**given, "principal": str(office.pid(C))}).status_code == 403
    office.start(office.process(office.step("a", A)))
    assert told(theirs.get("workflow/tasks/"))["items"][0]["assignee_name"] == A
    assert theirs.post(f"workflow/agents/{rule['id']}/ending/").status_code == 403
    assert program(D).get(f"workflow/agents/{rule['id']}/").status_code == 404
    assert told(mine.post(f"workflow/agents/{rule['id']}/ending/"))["ended_at"]
    assert told(theirs.get("workflow/tasks/"))["items"] == []


def test_lists_cost_the_same_for_many_rows(office: Office, program: Programs) -> None:
    process = office.process(office.step("a", A))
    first = program(A)
    office.start(process)

    def cost(path: str) -> int:
        first.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert first.get(path).status_code == 200
        return len(seen)

    paths = ["workflow/tasks/", "workflow/matters/?whose=all", "workflow/processes/"]
    before = [cost(path) for path in paths]
    for _number in range(4):
        office.start(process)
    assert [cost(path) for path in paths] == before
