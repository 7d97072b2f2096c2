"""What people, their agents and designers reach in processes, and what they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.policies import Conflict, Invalid, NotFound
from kernel.web.lists import Choice
from organization.models import WorkScopeRule
from tests.workflow.conftest import Office
from workflow import queries
from workflow.actions import agents, matters, tasks
from workflow.checking import checked_version
from workflow.engine.rows import Todo
from workflow.models import AgentRule, Process, TaskRow
from workflow.people import department_at
from workflow.tryout import try_out
from workflow.views.lists import TO_DO

A, B, C, SENDER = "林静怡", "孙志远", "刘洋", "孟繁星"


def appoint(office: Office, *processes: Process, days: int = 1) -> AgentRule:
    now = datetime.now(UTC)
    return agents.appoint(
        office.pid(A),
        by=office.actor(A),
        agent=office.pid(B),
        starts_at=now,
        ends_at=now + timedelta(days=days),
        processes=[one.pk for one in processes],
    )


def test_an_agent_for_one_process_sees_nothing_of_the_others(office: Office) -> None:
    lent, kept = (office.process(office.step("a", A), key=key) for key in ("lent", "kept"))
    shown, hidden = office.start(lent), office.start(kept)
    rule, agent = appoint(office, lent), office.actor(B)
    assert queries.matter(shown.pk, for_=agent) == shown
    with pytest.raises(NotFound):
        queries.matter(hidden.pk, for_=agent)
    with pytest.raises(NotFound):
        queries.task(office.todo(hidden, A).pk, for_=agent)
    agents.end(rule, by=office.actor(A))
    with pytest.raises(NotFound):
        queries.matter(shown.pk, for_=agent)


def test_nobody_fills_the_list_of_another_with_appointments(office: Office) -> None:
    for days in range(1, agents.MOST + 1):
        appoint(office, days=days)
    with pytest.raises(Invalid):
        appoint(office, days=400)


def test_values_choose_no_handlers(office: Office) -> None:
    process = office.process(
        office.step("a", A),
        {"kind": "approve", "key": "c", "name": "c", "handler": {"rule": "chosen"}, "empty": "block"},
    )
    with pytest.raises(Invalid):
        office.start(process, values={"handlers:c": [str(office.pid(C))]})
    matter = office.start(process)
    task = office.todo(matter, A)
    with pytest.raises(Invalid):
        tasks.decide(task, by=office.actor(A), result="agree", values={"handlers:c": [str(office.pid(C))]})
    matters.revoke(matter, by=office.actor(SENDER), reason="改", to_draft=True)
    with pytest.raises(Invalid):
        matters.resubmit(matter, by=office.actor(SENDER), values={"handlers:c": [str(office.pid(C))]})


def test_no_task_is_handed_over_to_the_sender_of_its_matter(office: Office) -> None:
    matter = office.start(office.process(office.step("a", A)))
    with pytest.raises(Conflict):
        matters.hand_over(matter, by=office.designer, giver=office.pid(A), taker=office.pid(SENDER), reason="离职")
    assert TaskRow.objects.filter(instance=matter, assignee=office.pid(SENDER), status=Todo.OPEN).count() == 0


def test_the_sender_gets_no_voice_by_being_added(office: Office) -> None:
    matter = office.start(office.process(office.step("a", A)))
    for how in ("before", "after", "with", "beside"):
        with pytest.raises(Invalid):
            tasks.ask_others(office.todo(matter, A), by=office.actor(A), how=how, people=[office.pid(SENDER)])
    tasks.ask_others(office.todo(matter, A), by=office.actor(A), how="ask", people=[office.pid(SENDER)])


def test_filters_of_everybody_name_no_drafts(office: Office) -> None:
    from workflow.actions import definitions

    office.process(office.step("a", A), key="open")
    definitions.create(by=office.designer, key="secret", name="裁员方案审批")
    [process] = [one for one in TO_DO.filters if isinstance(one, Choice) and one.key == "process"]
    offered = process.choices() if callable(process.choices) else process.choices
    assert [words for _key, words in offered] == ["流程open"]


def test_a_try_run_names_only_whom_the_designer_may_see(office: Office) -> None:
    process = office.process(office.step("a", A), office.step("b", SENDER))
    by = office.actor(SENDER)
    WorkScopeRule.objects.create(unit_id=office.actor(SENDER).unit, reach="department")
    version = process.current
    assert version is not None
    found = checked_version(version)
    assert found.plan is not None and found.graph is not None
    tried = try_out(
        found.plan, found.graph, version.fields, starter=by.person or office.pid(SENDER), values={}, managers=[],
        now=datetime.now(UTC), by=by,
    )  # fmt: skip
    names = [one["name"] for stop in tried.stops for one in stop.people]
    assert A not in names and SENDER in names


@pytest.mark.parametrize("name", ["starter", "starter_department", "starter_unit"])
def test_conditions_read_who_sends_and_not_what_the_values_say_of_it(office: Office, name: str) -> None:
    sender, boss = office.actor(SENDER), office.actor("何欣")
    own, bosses = (
        {"starter": one.person, "starter_department": department_at(one.position), "starter_unit": one.unit}[name]
        for one in (sender, boss)
    )
    asked = {"key": "mine", "when": f'{name} = "{own}"', "steps": [office.step("a", A)]}
    usual = {"key": "usual", "otherwise": True, "steps": [office.step("b", B)]}
    process = office.process({"kind": "condition", "key": "k", "name": "k", "branches": [asked, usual]})
    for values in ({}, {name: str(bosses)}, {name: "x"}):
        assert office.waiting(office.start(process, values=values)) == [("a", A)]
