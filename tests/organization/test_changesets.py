"""Reorganisations: previewed, applied together, refused when they no longer fit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kernel.policies import Conflict, Invalid, Refused
from organization import tasks, trees
from organization.actions import changesets, departments, people
from organization.models import ChangeSet, Department, Position
from organization.queries.plans import preview
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("ADM-02")


def draft(company: Company, day: date | None = None) -> ChangeSet:
    return changesets.draft_change_set(by=company.boss, name="三季度机构调整", effective_on=day or timezone.localdate())


def test_steps_come_into_force_together(company: Company) -> None:
    boss, plan = company.boss, draft(company)
    hq = company.unit("HQ")
    made = changesets.add_step(plan, by=boss, kind="create", unit=hq, name="数字化部")
    changesets.add_step(plan, by=boss, kind="merge", department=company.department("信息中心"), target=made.pk)
    changesets.add_step(plan, by=boss, kind="move", department=company.department("车队"), unit=hq)
    changesets.add_step(plan, by=boss, kind="rename", department=company.department("行政科"), name="综合科")
    changesets.add_step(plan, by=boss, kind="place", person=company.person("陈立"), target=made.pk)
    number = Position.objects.filter(department=company.department("信息中心"), ended_on=None).count()
    seen = preview(plan)
    assert seen.problems == []
    assert len(seen.people) == number + 1
    assert ("和一集团本部 / 集团办公室 / 行政科 / 车队", "和一集团本部 / 车队") in seen.departments
    changesets.apply_change_set(plan, by=boss)
    center = company.department("数字化部")
    assert center.pk == made.pk
    assert Position.objects.filter(department=center, ended_on=None).count() == number + 1
    assert trees.depth_of(company.department("车队").path) == 1
    assert not Department.objects.get(name="信息中心").is_open
    with pytest.raises(Conflict):
        changesets.apply_change_set(plan, by=boss)


def test_a_department_moves_to_another_unit_with_its_people(company: Company) -> None:
    boss, plan, build = company.boss, draft(company), company.unit("JS")
    invest = company.department("战略投资部")
    changesets.add_step(plan, by=boss, kind="move", department=invest, unit=build)
    number = Position.objects.filter(department=invest, ended_on=None).count()
    assert len(preview(plan).people) == number
    changesets.apply_change_set(plan, by=boss)
    assert Position.objects.filter(department=invest, unit=build, ended_on=None).count() == number


def test_refused_with_reasons_when_the_organisation_changed(company: Company) -> None:
    boss, plan = company.boss, draft(company)
    changesets.add_step(plan, by=boss, kind="rename", department=company.department("信息中心"), name="数字中心")
    changesets.add_step(
        plan, by=boss, kind="place", person=company.person("陈立"), target=company.department("资金科").pk
    )
    departments.edit_department(company.department("信息中心"), by=boss, name="信息部")
    people.leave(company.person("陈立"), by=boss)
    with pytest.raises(Invalid) as refused:
        changesets.apply_change_set(plan, by=boss)
    assert len(refused.value.errors[""]) == 2
    assert company.department("信息部").is_open


@pytest.mark.parametrize(
    ("kind", "target"), [("move", "车队"), ("merge", "车队"), ("merge", "集团办公室")], ids=["move", "merge", "itself"]
)
def test_nothing_goes_into_itself(company: Company, kind: str, target: str) -> None:
    plan, office = draft(company), company.department("集团办公室")
    changesets.add_step(plan, by=company.boss, kind=kind, department=office, target=company.department(target).pk)
    assert [number for number, _words in preview(plan).problems] == [1]
    with pytest.raises(Invalid):
        changesets.schedule_change_set(plan, by=company.boss)


def test_applied_on_its_day_by_the_schedule(company: Company) -> None:
    boss, today = company.boss, timezone.localdate()
    plan, late = draft(company, today + timedelta(days=3)), draft(company, today)
    for one, name in ((plan, "甲中心"), (late, "乙中心")):
        changesets.add_step(one, by=boss, kind="create", unit=company.unit("HQ"), name=name)
        changesets.schedule_change_set(one, by=boss)
    departments.create_department(company.unit("HQ"), by=boss, name="乙中心")
    tasks.apply_due_change_sets.run()
    plan.refresh_from_db()
    late.refresh_from_db()
    assert plan.state == "scheduled"
    assert late.state == "refused" and "乙中心" in late.refused_why
    ChangeSet.objects.filter(pk=plan.pk).update(effective_on=today)
    tasks.apply_due_change_sets.run()
    tasks.apply_due_change_sets.run()
    assert company.department("甲中心").is_open


def test_drafts_are_changed_and_withdrawn(company: Company) -> None:
    boss, plan = company.boss, draft(company)
    changesets.edit_change_set(plan, by=boss, name="改名", effective_on=plan.effective_on)
    with pytest.raises(Invalid):
        changesets.schedule_change_set(plan, by=boss)
    made = changesets.add_step(plan, by=boss, kind="create", unit=company.unit("HQ"), name="新部")
    needs = changesets.add_step(plan, by=boss, kind="place", person=company.person("陈立"), target=made.pk)
    with pytest.raises(Conflict):
        changesets.remove_step(made, by=boss)
    changesets.remove_step(needs, by=boss)
    changesets.remove_step(made, by=boss)
    with pytest.raises(Invalid):
        changesets.add_step(plan, by=boss, kind="merge", department=company.department("车队"))
    changesets.withdraw_change_set(plan, by=boss)
    with pytest.raises(Conflict):
        changesets.add_step(plan, by=boss, kind="create", unit=company.unit("HQ"), name="新部")


def test_only_group_administrators(company: Company) -> None:
    plan, other = draft(company), company.actor("赵一鸣")
    step = changesets.add_step(plan, by=company.boss, kind="create", unit=company.unit("HQ"), name="新部")
    for refused in (
        lambda: changesets.draft_change_set(by=other, name="x", effective_on=plan.effective_on),
        lambda: changesets.edit_change_set(plan, by=other, name="x", effective_on=plan.effective_on),
        lambda: changesets.add_step(plan, by=other, kind="create", unit=company.unit("SJ"), name="x"),
        lambda: changesets.remove_step(step, by=other),
        lambda: changesets.schedule_change_set(plan, by=other),
        lambda: changesets.withdraw_change_set(plan, by=other),
        lambda: changesets.apply_change_set(plan, by=other),
        lambda: changesets.apply_if_due(plan, by=other, today=plan.effective_on),
    ):
        with pytest.raises(Refused):
            refused()
