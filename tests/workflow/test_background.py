"""What happens by itself: the clock, parents that go on, people who are told, files that are checked."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kernel.events import dispatch
from kernel.events.models import Delivery
from kernel.notices.models import Notice
from kernel.scope import Scope, scope
from tests.workflow.conftest import Office
from tests.workflow.test_bpmn import PLAIN, file
from workflow import due, queries, tasks
from workflow.actions import matters
from workflow.commands import process as command
from workflow.engine.rows import Status, Todo
from workflow.models import Instance, TaskRow

A, B, C = "林静怡", "孙志远", "刘洋"


def test_the_clock_does_what_is_due_and_nothing_twice(office: Office, one: Scope) -> None:
    early = datetime.now(UTC) - timedelta(days=30)
    process = office.process(
        office.step("a", A, deadline={"hours": 1, "then": "agree"}),
        {"kind": "wait", "key": "w", "hours": 2},
        office.step("b", B, deadline={"hours": 1}),
    )
    matter = matters.start(process, by=office.actor("孟繁星"), title="限时", now=early)
    tasks.look_at_the_clock.run(one)
    assert office.waiting(matter) == []  # agreed by the clock; it waits two working hours from now
    step = office.live(matter, "w")
    matters.wake(step, by=office.system, now=datetime.now(UTC) + timedelta(days=9))
    assert office.waiting(matter) == [("b", B)]
    rev = Instance.objects.get(pk=matter.pk).rev
    tasks.look_at_the_clock.run(one)
    assert Instance.objects.get(pk=matter.pk).rev == rev


def test_children_of_a_step_that_is_gone_are_ended(office: Office, one: Scope) -> None:
    office.process(office.step("k", C), key="child")
    matter = office.start(office.process({"kind": "sub", "key": "s", "process": "child"}, office.step("z", B)))
    child = Instance.objects.get(parent=matter)
    matters.terminate(matter, by=office.designer, reason="作废")
    assert due.orphans() == [child.pk]
    tasks.look_at_the_clock.run(one)
    assert Status(Instance.objects.get(pk=child.pk).status) is Status.TERMINATED
    assert due.orphans() == []


def test_people_hear_of_what_they_have_to_do_and_parents_go_on(office: Office, one: Scope) -> None:
    office.process(office.step("k", C), key="child")
    matter = office.start(
        office.process(office.step("a", A), {"kind": "sub", "key": "s", "process": "child"}, office.step("z", B))
    )
    _hand_out()
    assert Notice.objects.get(account=office.person(A).account).title == "待办：采购十台电脑"
    office.agree(matter, A)
    office.agree(Instance.objects.get(parent=matter), C)
    _hand_out()
    assert office.waiting(matter) == [("z", B)]
    office.agree(matter, B)
    _hand_out()
    assert "已通过：采购十台电脑" in Notice.objects.filter(account=office.person("孟繁星").account).values_list(
        "title", flat=True
    )
    assert not Delivery.objects.filter(handler__startswith="workflow.", done_at=None).exists()


def _hand_out() -> None:
    """Deliver the facts in the unit in hand, until none leads to another."""
    while keys := dispatch.hand_out():
        for key in keys:
            dispatch.attempt(key)


def test_lists_hold_what_is_whose(office: Office) -> None:
    matter = office.start(office.process(office.step("a", A), office.step("b", B)))
    assert [one.instance_id for one in queries.todo(office.actor(A))] == [matter.pk]
    assert [one.instance_id for one in queries.todo_own(office.actor(A))] == [matter.pk]
    assert not queries.todo(office.actor(B))
    office.agree(matter, A)
    assert [one.instance_id for one in queries.done(office.actor(A))] == [matter.pk]
    assert list(queries.sent(office.actor("孟繁星"))) == [matter]
    assert matter in queries.visible_to(office.actor(A))
    assert matter not in queries.visible_to(office.actor(C))


def test_another_tenant_sees_nothing(office: Office, two: Scope) -> None:
    matter = office.start(office.process(office.step("a", A)))
    with scope(two):
        assert not Instance.objects.filter(pk=matter.pk).exists()
        assert not TaskRow.objects.filter(status=Todo.OPEN).exists()


@pytest.mark.feature("COL-19")
def test_the_command_tells_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.bpmn").write_bytes(file(PLAIN))
    (tmp_path / "bad.bpmn").write_bytes(file(PLAIN + '<scriptTask id="k"/>'))
    (tmp_path / "none.bpmn").write_bytes(b"no xml")
    assert command.run(argparse.Namespace(action="import", check=tmp_path, json=True)) == 0
    found = {Path(one["file"]).stem: one for one in json.loads(capsys.readouterr().out)["files"]}
    assert found["good"]["result"] == "compiled"
    assert found["good"]["gaps"][0]["words"] == "尚未选择办理人。"
    assert found["bad"]["reasons"] == [{"code": "not-in-subset", "element": "scriptTask", "place": "k", "line": 1}]
    assert found["none"]["reasons"][0]["code"] == "not-xml"
