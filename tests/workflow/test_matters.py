"""Matters from beginning to end on the real tables: what each operation does, and who is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, Refused
from tests.workflow.conftest import Office
from workflow import queries
from workflow.actions import agents, matters, tasks
from workflow.engine.rows import Status, Todo
from workflow.models import Copy, Instance, LogEntry, Opinion, TaskRow

A, B, C, D = "林静怡", "孙志远", "刘洋", "王海"
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)  # Wednesday, 12:00 in Shanghai


@pytest.mark.feature("COL-14", "COL-22")
def test_a_matter_runs_to_its_end_by_conditions(office: Office) -> None:
    process = office.process(
        office.step("a", A),
        {
            "kind": "condition",
            "key": "c",
            "branches": [{"when": "amount > 5000", "steps": [office.step("b", B)]}, {"otherwise": True}],
        },
        office.step("d", C),
        fields={"amount": "number"},
    )
    dear, cheap = office.start(process, values={"amount": 9000}), office.start(process, values={"amount": 3})
    assert office.waiting(dear) == [("a", A)]
    office.agree(dear, A, opinion="同意")
    office.agree(cheap, A)
    assert (office.waiting(dear), office.waiting(cheap)) == ([("b", B)], [("d", C)])
    office.agree(dear, B)
    office.agree(dear, C)
    assert office.status(dear) == "APPROVED"
    assert [one.action for one in Opinion.objects.filter(instance=dear).order_by("id")] == ["start", *["agree"] * 3]
    assert list(LogEntry.objects.filter(instance=dear).order_by("rev").values_list("rev", flat=True)) == [1, 2, 3, 4]
    kinds = list(EventRow.objects.filter(subject_id=dear.pk).order_by("id").values_list("kind", flat=True))
    assert kinds == ["workflow.matter.started", *["workflow.task.decided"] * 3, "workflow.matter.ended"]


def test_only_the_assignee_acts_and_the_loser_of_a_race_is_told(office: Office) -> None:
    matter = office.start(office.process(office.step("a", A), office.step("b", B)))
    task = office.todo(matter, A)
    with pytest.raises(Refused):
        tasks.decide(task, by=office.actor(B), result="agree")
    with pytest.raises(Conflict):
        tasks.decide(task, by=office.actor(A), result="agree", rev=matter.rev - 1)
    office.agree(matter, A)
    with pytest.raises(Conflict):
        tasks.decide(task, by=office.actor(A), result="agree")
    with pytest.raises(Invalid):
        tasks.decide(office.todo(matter, B), by=office.actor(B), result="disagree")


@pytest.mark.feature("COL-22")
def test_returning_within_before_and_into_a_parallel_block(office: Office) -> None:
    process = office.process(
        office.step("a", A),
        {
            "kind": "parallel",
            "key": "p",
            "branches": [{"steps": [office.step("b", B), office.step("b2", C)]}, {"steps": [office.step("c", D)]}],
        },
        office.step("e", A, same="ask"),
    )
    matter = office.start(process)
    office.agree(matter, A)
    office.agree(matter, B)
    # Within the branch: the sibling goes on.
    tasks.send_back(office.todo(matter, C), by=office.actor(C), target="b", reason="再看")
    assert office.waiting(matter) == [("b", B), ("c", D)]
    office.agree(matter, B)
    with pytest.raises(Invalid):  # into the sibling branch nobody returns
        tasks.send_back(office.todo(matter, C), by=office.actor(C), target="c", reason="x")
    # Before the fork: all of the block goes.
    tasks.send_back(office.todo(matter, C), by=office.actor(C), target="a", reason="重来")
    assert office.waiting(matter) == [("a", A)]
    for name in (A, B, C, D):
        office.agree(matter, name)
    # From behind the join into one branch: only that one is open.
    tasks.send_back(office.todo(matter, A), by=office.actor(A), target="c", reason="补")
    assert office.waiting(matter) == [("c", D)]
    office.agree(matter, D)
    # And straight back.
    tasks.send_back(office.todo(matter, A), by=office.actor(A), target="b", reason="补", come_back=True)
    assert office.waiting(matter) == [("b", B)]
    office.agree(matter, B)
    assert office.waiting(matter) == [("e", A)]
    office.agree(matter, A)
    assert office.status(matter) == "APPROVED"


@pytest.mark.feature("COL-23")
def test_countersign_by_ratio_veto_and_added_signers(office: Office) -> None:
    vote = {"mode": "ratio", "num": 2, "den": 3, "on_fail": "starter"}
    matter = office.start(office.process(office.step("a", A, B, C, vote=vote), office.step("z", D)))
    tasks.ask_others(office.todo(matter, A), by=office.actor(A), how="before", people=[office.pid("何欣")])
    assert (("a", "何欣") in office.waiting(matter)) and (("a", A) not in office.waiting(matter))
    office.disagree(matter, "何欣")  # advice does not vote
    office.agree(matter, A)
    tasks.ask_others(office.todo(matter, B), by=office.actor(B), how="beside", people=[office.pid("周子墨")])
    extra = office.todo(matter, "周子墨")
    with pytest.raises(Refused):
        tasks.drop_signer(extra, by=office.actor(C))
    tasks.drop_signer(extra, by=office.actor(B))
    tasks.ask_others(
        office.todo(matter, B), by=office.actor(B), how="after", people=[office.pid("周子墨")], opinion="请审"
    )
    assert office.waiting(matter) == [("a", C), ("a", "周子墨")] or office.waiting(matter) == [
        ("a", "周子墨"),
        ("a", C),
    ]
    office.agree(matter, "周子墨")
    assert office.waiting(matter) == [("z", D)]
    closed = TaskRow.objects.get(instance=matter, assignee=office.pid(C))
    assert (closed.status, closed.reason) == (Todo.CANCELLED, "decided")
    assert not queries.done(office.actor(C)).filter(instance=matter).exists()


def test_taking_back_transferring_claiming_and_urging(office: Office) -> None:
    pool = office.step("b")
    pool["handler"] = {"rule": "people", "people": [str(office.pid(C)), str(office.pid(D))], "pool": True}
    matter = office.start(office.process(office.step("a", A), pool, office.step("z", B)))
    decided = office.todo(matter, A)
    office.agree(matter, A)
    with pytest.raises(Refused):
        tasks.take_back(decided, by=office.actor(B))
    tasks.take_back(decided, by=office.actor(A))
    assert office.waiting(matter) == [("a", A)]
    with pytest.raises(Invalid):
        tasks.transfer(office.todo(matter, A), by=office.actor(A), to=office.pid("孟繁星"))
    tasks.transfer(office.todo(matter, A), by=office.actor(A), to=office.pid("何欣"), opinion="请代办")
    office.agree(matter, "何欣")
    waiting = TaskRow.objects.get(instance=matter, status=Todo.OPEN)
    assert waiting in queries.todo(office.actor(C))
    with pytest.raises(Refused):
        tasks.claim(waiting, by=office.actor(A))
    tasks.claim(waiting, by=office.actor(C))
    with pytest.raises(Conflict):
        tasks.claim(waiting, by=office.actor(D))
    tasks.unclaim(waiting, by=office.actor(C))
    tasks.claim(waiting, by=office.actor(D))
    assert tasks.urge(matter, by=office.actor("孟繁星")) == [office.pid(D)]
    with pytest.raises(Conflict):
        tasks.urge(matter, by=office.actor("孟繁星"))
    with pytest.raises(Refused):
        tasks.urge(matter, by=office.actor(C))
    office.agree(matter, D)
    with pytest.raises(Conflict):  # a pool was claimed and used: others have acted
        tasks.take_back(decided, by=office.actor(A))


def test_revoking_suspending_jumping_terminating_reopening(office: Office) -> None:
    process = office.process(office.step("a", A), office.step("b", B), settings={"revoke": "before_first"})
    matter = office.start(process)
    boss, sender = office.designer, office.actor("孟繁星")
    with pytest.raises(Refused):
        matters.revoke(matter, by=boss, reason="x")
    matters.revoke(matter, by=sender, reason="写错了", to_draft=True)
    assert (office.status(matter), office.waiting(matter)) == ("DRAFT", [])
    matters.resubmit(matter, by=sender)
    matters.suspend(matter, by=boss, reason="等审计")
    with pytest.raises(Conflict):
        office.agree(matter, A)
    matters.resume(matter, by=boss)
    office.agree(matter, A)
    with pytest.raises(Conflict):
        matters.revoke(matter, by=sender, reason="晚了")
    with pytest.raises(Refused):
        matters.jump(office.live(matter, "b"), by=sender, target="a", reason="x")
    matters.jump(office.live(matter, "b"), by=boss, target="a", reason="重审")
    assert office.waiting(matter) == [("a", A)]
    matters.jump(office.live(matter, "a"), by=boss, target="b", reason="跳过")
    matters.hand_over(matter, by=boss, giver=office.pid(B), taker=office.pid(D), reason="离职")
    assert office.waiting(matter) == [("b", D)]
    matters.terminate(matter, by=boss, reason="作废")
    assert (office.status(matter), office.waiting(matter)) == ("TERMINATED", [])
    matters.reopen(matter, by=boss, target="b", reason="继续")
    office.agree(matter, B)
    assert office.status(matter) == "APPROVED"
    matters.circulate(matter, by=sender, people=[office.pid("王海")])
    assert Copy.objects.get(instance=matter).person == office.pid("王海")


@pytest.mark.feature("PER-02")
def test_an_agent_acts_while_the_time_lasts_and_both_names_stand(office: Office) -> None:
    matter = office.start(office.process(office.step("a", A), office.step("b", A, same="ask")))
    now = datetime.now(UTC)
    agent, rule = office.actor(B), None
    with pytest.raises(Refused):
        agents.appoint(office.pid(A), by=agent, agent=office.pid(B), starts_at=now, ends_at=now + timedelta(days=1))
    rule = agents.appoint(
        office.pid(A), by=office.actor(A), agent=office.pid(B), starts_at=now, ends_at=now + timedelta(days=1)
    )
    with pytest.raises(Invalid):  # a loop
        agents.appoint(office.pid(B), by=agent, agent=office.pid(A), starts_at=now, ends_at=now + timedelta(hours=2))
    task = office.todo(matter, A)  # it was there before the agent was
    assert task in queries.todo(agent)
    tasks.decide(task, by=agent, result="agree")
    said = Opinion.objects.filter(instance=matter).order_by("-id")[0]
    assert (said.author, said.on_behalf_of) == (office.pid(B), office.pid(A))
    event = EventRow.objects.filter(kind="workflow.task.decided").order_by("-id")[0]
    assert (event.actor_person, event.agent_for) == (office.pid(B), office.pid(A))
    agents.end(rule, by=office.actor(A))
    later = office.todo(matter, A)
    assert later not in queries.todo(agent)
    with pytest.raises(Refused):
        tasks.decide(later, by=agent, result="agree")


def test_an_agent_never_decides_what_they_sent_themselves(office: Office) -> None:
    now = datetime.now(UTC)
    agents.appoint(
        office.pid(A), by=office.actor(A), agent=office.pid("孟繁星"), starts_at=now, ends_at=now + timedelta(days=1)
    )
    matter = office.start(office.process(office.step("a", A)))
    task = office.todo(matter, A)
    assert task not in queries.todo(office.actor("孟繁星"))
    with pytest.raises(Refused, match=r"代理人|agent"):
        tasks.decide(task, by=office.actor("孟繁星"), result="agree")


def test_handlers_are_found_in_the_organisation(office: Office) -> None:
    head = {"kind": "approve", "key": "h", "handler": {"rule": "head_of_department"}}
    group = {
        "kind": "approve",
        "key": "g",
        "handler": {"rule": "group", "group": [str(_team())]},
        "vote": {"mode": "any"},
    }
    above = {"kind": "approve", "key": "u", "handler": {"rule": "head_of_unit", "of": "previous"}}
    chosen = {"kind": "approve", "key": "c", "handler": {"rule": "chosen"}}
    matter = office.start(office.process(head, group, above, chosen), handlers={"c": [office.pid("何欣")]})
    ((step, name),) = office.waiting(matter)
    assert step == "h"
    assert name
    office.agree(matter, name)
    assert {name for _step, name in office.waiting(matter)} >= {C, D}


def _team() -> object:
    from organization.models import PersonGroup

    return PersonGroup.objects.get(name="二期工程联络组").pk


def test_nobody_there_blocks_the_matter_and_its_managers_go_on(office: Office) -> None:
    empty = {"kind": "approve", "key": "x", "handler": {"rule": "chosen"}}
    matter = office.start(office.process(office.step("a", A), empty, managers=[office.pid("何欣")]))
    office.agree(matter, A)
    assert (office.status(matter), office.waiting(matter)) == ("BLOCKED", [])
    told = EventRow.objects.get(kind="workflow.matter.blocked")
    assert told.data["managers"] == [str(office.pid("何欣"))]
    with pytest.raises(Refused):
        matters.retry(office.live(matter, "x"), by=office.actor(A))
    matters.retry(office.live(matter, "x"), by=office.actor("何欣"), people=[office.pid(B)])
    assert office.status(matter) == "RUNNING"
    office.agree(matter, B)
    assert office.status(matter) == "APPROVED"


def test_deadlines_are_working_time_and_pass_once(office: Office) -> None:
    process = office.process(office.step("a", A, deadline={"hours": 8, "then": "agree"}), office.step("b", B))
    matter = matters.start(process, by=office.actor("孟繁星"), title="限时", now=NOON)
    task = office.todo(matter, A)
    assert task.due_at is not None
    assert task.due_at > NOON + timedelta(hours=8)  # a night lies between
    with pytest.raises(Refused):
        tasks.time_out(task, by=office.actor(B), now=task.due_at)
    with pytest.raises(Conflict):
        tasks.time_out(task, by=office.system, now=NOON + timedelta(hours=1))
    assert tasks.time_out(task, by=office.system, now=task.due_at + timedelta(minutes=1)) == "agree"
    with pytest.raises(Conflict):
        tasks.time_out(task, by=office.system, now=task.due_at + timedelta(minutes=2))
    assert office.waiting(matter) == [("b", B)]
    assert TaskRow.objects.get(pk=task.pk).reason == "timeout"


def test_a_step_starts_another_process_and_waits_for_its_end(office: Office) -> None:
    office.process(office.step("k", C), key="child")
    matter = office.start(
        office.process(office.step("a", A), {"kind": "sub", "key": "s", "process": "child"}, office.step("z", B))
    )
    office.agree(matter, A)
    child = Instance.objects.get(parent=matter)
    assert office.waiting(matter) == []
    office.agree(child, C)
    assert Status(Instance.objects.get(pk=child.pk).status) is Status.APPROVED
    step = office.live(matter, "s")
    with pytest.raises(Refused):
        matters.wake(step, by=office.actor(A))
    matters.wake(step, by=office.system)
    matters.wake(step, by=office.system)
    assert office.waiting(matter) == [("z", B)]
