"""The showcase company."""

from __future__ import annotations

import time

import pytest

from kernel.policies import Conflict
from kernel.scope import Scope, scope
from kernel.showcase import Showcase
from organization import queries, seed, trees
from organization.models import Department, GroupInfo, Person, Position, Unit


def test_is_the_company_of_the_showcase(tenant: Scope) -> None:
    began = time.monotonic()
    seed.run(Showcase("heyi-2026"))
    assert time.monotonic() - began < 2
    told = seed.sign_ins()
    assert [one.role for one in told] == [
        "employee", "department_head", "clerk", "unit_administrator", "group_administrator",
    ]  # fmt: skip
    assert told[0].username == "mengfanxing"
    assert Person.objects.count() == 120
    assert len(set(Person.objects.values_list("name", flat=True))) == 120
    assert Unit.objects.count() == 3
    assert max(trees.depth_of(path) for path in Department.objects.values_list("path", flat=True)) == 4
    assert set(Position.objects.values_list("kind", flat=True)) == {"main", "secondary", "concurrent"}
    assert queries.active().count() == 120
    assert {"林静怡", "周子墨", "陈立", "孟繁星", "王海", "何欣", "赵一鸣", "刘洋", "孙志远"} <= set(
        Person.objects.values_list("name", flat=True)
    )


def test_again_changes_nothing(tenant: Scope) -> None:
    seed.run(Showcase("a"))
    first = seed.sign_ins()
    people = list(Person.objects.order_by("pk").values())
    seed.run(Showcase("b"))
    assert seed.sign_ins() == first
    assert list(Person.objects.order_by("pk").values()) == people


def test_is_the_same_in_every_tenant(tenant: Scope, two: Scope) -> None:
    seed.run(Showcase("a"))
    here = set(Person.objects.values_list("pk", "name"))
    with scope(two):
        seed.run(Showcase("a"))
        assert set(Person.objects.values_list("pk", "name")) == here


def test_refuses_another_company(tenant: Scope) -> None:
    GroupInfo(name="别家公司").save()
    with pytest.raises(Conflict):
        seed.run(Showcase("a"))
