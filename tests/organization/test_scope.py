"""Work scope: the database and the engine say the same; people, rights and searches stay few queries."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.policies import NotFound
from organization import queries, reach
from organization.actions import workscope
from organization.directory import OrganizationDirectory
from organization.models import Department, DepartmentHead, Level, Person, Position, Post, Unit, WorkScopeRule
from organization.queries.scope import load_rules, load_seats, lowest_rank
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("ADM-05")


def by_engine(viewer: UUID) -> set[UUID]:
    """Whom the plain reference lets somebody see."""
    people = list(queries.active().values_list("pk", flat=True))
    seats, rules, lowest = load_seats(people), load_rules(), lowest_rank()
    led: dict[UUID, set[UUID]] = {}
    for person, department in DepartmentHead.objects.values_list("person_id", "department_id"):
        led.setdefault(person, set()).add(department)
    return {
        other
        for other in people
        if reach.reaches(
            viewer, seats.get(viewer, []), other, seats.get(other, []), rules,
            lowest=lowest, led_by_other=frozenset(led.get(other, ())),
        ).reached
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_database_and_engine_agree(company: Company, seed: int) -> None:
    dice = random.Random(seed)
    units, departments, levels = list(Unit.objects.all()), list(Department.objects.all()), list(Level.objects.all())
    people = list(Person.objects.select_related("account"))
    Position.objects.filter(person=dice.choice(people)).update(ended_on="2026-11-01")
    for seat in dice.sample(list(Position.objects.filter(ended_on=None)), 8):
        Position.objects.filter(pk=seat.pk).update(level=None)
    for _ in range(dice.randint(1, 6)):
        place = dice.choice(["unit", "department", ""])
        also = [
            f"{kind}:{dice.choice(rows).pk}"  # type: ignore[arg-type]
            for kind, rows in dice.sample(
                [
                    ("person", people),
                    ("department", departments),
                    ("unit", units),
                    ("level", levels),
                    ("post", list(Post.objects.all())),
                ],
                dice.randint(0, 2),
            )
        ]
        workscope.set_rule(
            by=company.boss,
            unit=dice.choice(units) if place == "unit" else None,
            department=dice.choice(departments) if place == "department" else None,
            level=dice.choice([None, None, *levels]),
            reach=dice.choice(["group", "unit", "department"]),
            levels_above=dice.choice([None, 0, 1, 2]),
            also=also,
        )
    rules = WorkScopeRule.objects.count()
    assert rules
    for viewer in dice.sample(people, 12):
        actor = OrganizationDirectory().actor_for(viewer.account)
        if actor.may("organization.manage"):
            continue
        assert set(queries.visible_to(actor).values_list("pk", flat=True)) == by_engine(viewer.pk), viewer


def test_without_rules_everybody_sees_everybody(company: Company) -> None:
    assert queries.visible_to(company.employee).count() == 120


def test_the_nearest_rule_decides_and_says_so(company: Company) -> None:
    boss, build = company.boss, company.unit("JS")
    workscope.set_rule(by=boss, reach="department")
    wide = workscope.set_rule(by=boss, unit=build, reach="unit", levels_above=2)
    near = workscope.set_rule(by=boss, department=company.department("上海项目部"), reach="group")
    me, design = company.person("孟繁星"), company.person("赵一鸣")
    answer = queries.explain(me, design)
    assert answer.reached and answer.rule is not None and answer.rule.id == near.pk
    workscope.remove_rule(near, by=boss)
    answer = queries.explain(me, design)
    assert not answer.reached and answer.rule is not None and answer.rule.id == wide.pk
    with pytest.raises(NotFound):
        queries.person(design.pk, for_=company.employee)
    with pytest.raises(NotFound):
        queries.require_visible([design.pk], to=company.employee)
    assert queries.explain(me, me).why == "self"
    assert queries.person(me.pk, for_=company.employee) == me


def test_an_actor_costs_three_queries(company: Company) -> None:
    account = company.person("孙志远").account
    with CaptureQueriesContext(
        connection,
    ) as seen:
        actor = OrganizationDirectory().actor_for(account)
    assert len(seen) <= 3
    assert actor.position_label == "分管副总 · 集团领导"
    assert f"unit:{company.unit('HQ').pk}" in actor.principals
    concurrent = Position.objects.get(person=actor.person, kind="concurrent")
    other = OrganizationDirectory().actor_for(account, concurrent.pk)
    assert other.position == concurrent.pk and other.principals == actor.principals
    strange = OrganizationDirectory().actor_for(account, Position.objects.exclude(person=actor.person)[0].pk)
    assert strange.position == actor.position


@pytest.mark.feature("PER-07")
@pytest.mark.parametrize(
    "term", ["林静怡", "静怡", "linjingyi", "lin jing yi", "LJY", "jingyi", "jy", "HY0002", "0000002"]
)
def test_people_are_found_by_whatever_one_types(company: Company, term: str) -> None:
    assert company.person("林静怡") in queries.search(queries.active(), term)


def test_people_lists_cost_the_same_for_10_and_120(company: Company) -> None:
    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            rows: list[Any] = list(queries.with_states(queries.with_seats(queries.visible_to(company_actor)))[:number])
            for row in rows:
                assert all(seat.label for seat in row.current_seats)
        return len(seen)

    company_actor = company.employee
    assert cost(10) == cost(120) <= 4


@pytest.mark.feature("ADM-04")
def test_whoever_holds_a_function_right_can_be_told(company: Company) -> None:
    """By an appointment or by a role, each once; a right that nobody holds names nobody."""
    directory = OrganizationDirectory()
    boss = company.person("何欣")
    assert boss.pk in directory.accounts(["function:organization.manage"])
    told = directory.accounts(["function:organization.manage", f"person:{company.person('孟繁星').pk}"])
    assert company.person("孟繁星").pk in told and boss.pk in told
    assert directory.accounts(["function:no.such"]) == {}
