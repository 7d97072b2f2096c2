"""What must never be true of the data, tried in the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from organization.models import (
    Administrator,
    Department,
    DepartmentHead,
    GroupInfo,
    Level,
    Person,
    PersonGroup,
    Position,
    Role,
    RoleGrant,
    Suspension,
    Unit,
    WorkScopeRule,
)
from tests.organization.conftest import Company

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def _person(name: str) -> Person:
    return Person.objects.get(name=name)


def _self_revoked() -> None:
    own = Administrator.objects.get(kind="audit")
    own.revoked_at, own.revoked_as = NOW, own
    own.save()


def _twice(make: Callable[[], Model]) -> None:
    make().save()
    make().save()


BROKEN: dict[str, Callable[[], Any]] = {
    "organization_position_one_main": lambda: Position(
        person=_person("陈立"), unit=_unit("JS"), kind="main", started_on=date(2026, 1, 1)
    ).save(),
    "organization_position_dates": lambda: Position.objects.filter(person=_person("陈立")).update(
        ended_on=date(1999, 1, 1)
    ),
    "organization_groupinfo_only_one": lambda: GroupInfo(name="又一集团").save(),
    "organization_unit_name_open": lambda: Unit(name="和一设计院", path="x/").save(),
    "organization_unit_not_own_parent": lambda: Unit.objects.filter(code="SJ").update(parent=_unit("SJ")),
    "organization_department_name_open": lambda: Department(unit=_unit("HQ"), name="财务部", path="x/").save(),
    "organization_level_unit_is_mapped": lambda: Level(unit=_unit("SJ"), name="悬空", rank=1).save(),
    "organization_level_group_rank": lambda: Level(name="并列", rank=1).save(),
    "organization_person_code": lambda: Person(name="甲", code="HY0001").read_name().save(),
    "organization_suspension_one_running": lambda: _twice(
        lambda: Suspension(person=_person("陈立"), began_at=NOW, began_by="x")
    ),
    "organization_persongroup_belongs": lambda: PersonGroup(kind="personal", name="无主").save(),
    "organization_rolegrant_principal": lambda: RoleGrant(
        role=Role.objects.get(key="clerk"), principal="someone", granted_by="x"
    ).save(),
    "organization_administrator_unit": lambda: Administrator(
        person=_person("陈立"), kind="unit", appointed_at=NOW, appointed_by="x"
    ).save(),
    "organization_administrator_audit_by_audit": lambda: Administrator.objects.filter(kind="audit").update(
        revoked_at=NOW
    ),
    "organization_administrator_not_own": _self_revoked,
    "organization_workscoperule_once": lambda: _twice(lambda: WorkScopeRule(reach="unit")),
    "organization_workscoperule_place": lambda: WorkScopeRule(
        unit=_unit("HQ"), department=Department.objects.all()[0]
    ).save(),
    "organization_departmenthead_once": lambda: _twice(
        lambda: DepartmentHead(department=Department.objects.all()[0], person=_person("陈立"))
    ),
    "organization_role_own_has_functions": lambda: Role(name="空", functions=None).save(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(company: Company, name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()
    assert name in str(refused.value)
