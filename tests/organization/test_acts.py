"""Every act: done and refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, Refused
from organization import functions, queries, trees
from organization.actions import (
    administrators,
    contacts,
    departments,
    founding,
    group,
    levels,
    people,
    persongroups,
    positions,
    posts,
    roles,
    units,
    workscope,
)
from organization.models import (
    Administrator,
    Department,
    DepartmentHead,
    GroupInfo,
    Level,
    Person,
    PersonGroup,
    Position,
    Post,
    Role,
    RoleGrant,
    Suspension,
    Unit,
    WorkScopeRule,
)
from tests.organization.conftest import Company


def said(kind: str) -> EventRow:
    """The last fact of a kind."""
    found = EventRow.objects.filter(kind=f"organization.{kind}").order_by("-id").first()
    assert found is not None, kind
    return found


@pytest.mark.feature("ADM-01")
def test_group_is_edited(company: Company) -> None:
    row = GroupInfo.objects.get()
    group.edit_group(row, by=company.boss, name="和一控股", website="https://heyi.example")
    assert said("group.edited").before == {"name": "和一集团", "website": ""}
    with pytest.raises(Invalid):
        group.edit_group(row, by=company.boss, name="")
    with pytest.raises(Refused):
        group.edit_group(row, by=company.employee, name="我的集团")


@pytest.mark.feature("ADM-01")
def test_units_are_made_moved_and_closed(company: Company) -> None:
    boss = company.boss
    hq, build = company.unit("HQ"), company.unit("JS")
    made = units.create_unit(build, by=boss, name="和一劳务", code="LW")
    assert made.path == build.path + made.path[-33:]
    units.edit_unit(made, by=boss, short_name="劳务")
    units.move_unit(made, by=boss, parent=company.unit("SJ"))
    made.refresh_from_db()
    assert made.ancestors == [hq.pk, company.unit("SJ").pk, made.pk]
    assert said("unit.moved").after == {"parent": str(company.unit("SJ").pk)}
    with pytest.raises(Invalid, match="parent"):
        units.move_unit(company.unit("SJ"), by=boss, parent=made)
    with pytest.raises(Invalid):
        units.create_unit(None, by=boss, name="和一设计院")
    with pytest.raises(Conflict):
        units.close_unit(company.unit("SJ"), by=boss)
    units.close_unit(made, by=boss, reason="撤销")
    units.reopen_unit(made, by=boss)
    assert made.closed_at is None
    unit_boss = company.actor("赵一鸣")
    units.edit_unit(company.unit("SJ"), by=unit_boss, phone="021-1")
    for refused in (
        lambda: units.edit_unit(build, by=unit_boss, phone="1"),
        lambda: units.create_unit(None, by=unit_boss, name="新"),
        lambda: units.move_unit(made, by=unit_boss, parent=None),
        lambda: units.close_unit(made, by=company.employee),
        lambda: units.reopen_unit(made, by=company.employee),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-02")
def test_departments_are_made_moved_merged_and_closed(company: Company) -> None:
    boss = company.boss
    hq = company.unit("HQ")
    made = departments.create_department(hq, by=boss, name="品牌部")
    below = departments.create_department(hq, by=boss, parent=made, name="新媒体组")
    departments.edit_department(below, by=boss, name="内容组")
    with pytest.raises(Invalid):
        departments.create_department(hq, by=boss, name="财务部")
    with pytest.raises(Invalid, match="parent"):
        departments.create_department(company.unit("JS"), by=boss, parent=made, name="别家")
    with pytest.raises(Invalid, match="parent"):
        departments.move_department(made, by=boss, parent=below)
    departments.move_department(made, by=boss, parent=company.department("集团办公室"))
    below.refresh_from_db()
    assert trees.depth_of(below.path) == 3
    with pytest.raises(Conflict):
        departments.close_department(made, by=boss)
    departments.close_department(below, by=boss)
    departments.reopen_department(below, by=boss)
    with pytest.raises(Conflict):
        departments.close_department(company.department("信息中心"), by=boss)
    legal = company.department("法务审计部")
    number = Position.objects.filter(department=legal, ended_on=None).count()
    departments.merge_department(legal, by=boss, into=made)
    legal.refresh_from_db()
    assert not legal.is_open
    assert Position.objects.filter(department=made, ended_on=None).count() == number
    for refused in (
        lambda: departments.create_department(hq, by=company.employee, name="我的部门"),
        lambda: departments.edit_department(made, by=company.employee, name="x"),
        lambda: departments.move_department(made, by=company.actor("赵一鸣"), parent=None),
        lambda: departments.merge_department(made, by=company.employee, into=below),
        lambda: departments.close_department(made, by=company.employee),
        lambda: departments.reopen_department(legal, by=company.employee),
        lambda: departments.lead_department(made, by=company.employee),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-02")
def test_a_department_goes_to_another_unit_with_its_people(company: Company) -> None:
    center, design = company.department("信息中心"), company.unit("SJ")
    who = Position.objects.filter(department=center, ended_on=None).values_list("person_id", flat=True)
    Post.objects.filter(unit=design, name="主任").update(name="所主任")
    number = len(who)
    departments.move_department(center, by=company.boss, parent=None, unit=design)
    seats = Position.objects.filter(department=center, ended_on=None).select_related("post", "level")
    assert len(seats) == number and {seat.unit_id for seat in seats} == {design.pk}
    assert all(seat.post is None or seat.post.unit_id == design.pk for seat in seats)
    assert all(seat.level is None or seat.level.unit_id in {None, design.pk} for seat in seats)
    assert Post.objects.filter(unit=design, name="主任").exists()


@pytest.mark.feature("ADM-02")
def test_a_department_has_several_heads(company: Company) -> None:
    office = company.department("集团办公室")
    first, second = company.person("林静怡"), company.person("陈立")
    departments.lead_department(office, by=company.boss, heads=[second, first], in_charge=[company.person("孙志远")])
    assert queries.heads_of(office) == [second, first]
    assert queries.heads_of(office, kind="in_charge") == [company.person("孙志远")]
    below = company.department("车队")
    departments.lead_department(below, by=company.boss)
    departments.lead_department(company.department("行政科"), by=company.boss)
    assert queries.heads_of(below) == []
    assert queries.heads_of(below, climb=True) == [second, first]


@pytest.mark.feature("ADM-02")
def test_siblings_are_put_in_order(company: Company) -> None:
    rows = list(Department.objects.filter(unit=company.unit("HQ"), parent=None).order_by("order"))
    units.order_siblings(list(reversed(rows)), by=company.boss)
    assert list(Department.objects.filter(unit=company.unit("HQ"), parent=None).order_by("order")) == rows[::-1]
    with pytest.raises(Invalid):
        units.order_siblings([rows[0], company.department("车队")], by=company.boss)
    with pytest.raises(Refused):
        units.order_siblings(rows, by=company.employee)


@pytest.mark.feature("ADM-02")
def test_posts_and_levels(company: Company) -> None:
    boss, design = company.boss, company.unit("SJ")
    post = posts.create_post(design, by=boss, name="总工", kind="technical")
    posts.edit_post(post, by=boss, note="技术把关")
    posts.close_post(post, by=boss)
    with pytest.raises(Conflict):
        posts.close_post(company.post("HQ", "文书"), by=boss)
    with pytest.raises(Invalid):
        posts.create_post(design, by=boss, name="主任")
    level = levels.create_level(None, by=boss, name="实习", rank=6)
    mapped = levels.create_level(design, by=boss, name="实习生", group_level=level)
    assert mapped.rank == 6
    levels.edit_level(level, by=boss, name="见习", rank=7)
    mapped.refresh_from_db()
    assert mapped.rank == 7
    with pytest.raises(Conflict):
        levels.close_level(level, by=boss)
    levels.close_level(mapped, by=boss)
    levels.close_level(level, by=boss)
    with pytest.raises(Invalid, match="rank"):
        levels.create_level(None, by=boss, name="又一级", rank=1)
    with pytest.raises(Invalid, match="group_level"):
        levels.create_level(design, by=boss, name="无对应")
    for refused in (
        lambda: posts.create_post(design, by=company.employee, name="x"),
        lambda: posts.edit_post(company.post("SJ", "主任"), by=company.employee, name="x"),
        lambda: posts.close_post(company.post("SJ", "主任"), by=company.employee),
        lambda: levels.create_level(None, by=company.actor("赵一鸣"), name="x", rank=9),
        lambda: levels.edit_level(company.level("员工"), by=company.employee, name="x"),
        lambda: levels.close_level(company.level("员工"), by=company.employee),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-02")
def test_people_are_added_and_edited(company: Company) -> None:
    unit_boss = company.actor("赵一鸣")
    person = people.add_person(
        by=unit_boss, name="单晓红", code="HY9001", mobile="13700000001", email="shan@heyi.example",
        department=company.department("结构所"), post=company.post("SJ", "设计师"), level=company.level("设计人员"),
        sign_in="shanxiaohong",
    )  # fmt: skip
    assert (person.pinyin, person.initials) == ("shanxiaohong", "sxh")
    assert person.account is not None and person.account.email == "shan@heyi.example"
    people.edit_person(person, by=unit_boss, name="单晓虹", email="hong@heyi.example")
    person.account.refresh_from_db()
    assert person.account.email == "hong@heyi.example"
    people.give_sign_in(person, by=unit_boss, username="hong")
    wrong: list[dict[str, Any]] = [{"code": "HY0001"}, {"name": " "}, {"sign_in": "LinJingYi"}, {"sign_in": "a b"}]
    for bad in wrong:
        with pytest.raises(Invalid):
            people.add_person(by=unit_boss, **{"name": "某人", **bad})
    with pytest.raises(Invalid):
        people.give_sign_in(person, by=unit_boss, username="chenli")
    for refused in (
        lambda: people.add_person(by=company.employee, name="某人"),
        lambda: people.add_person(by=unit_boss, name="某人", unit=company.unit("HQ")),
        lambda: people.edit_person(company.person("陈立"), by=unit_boss, name="x"),
        lambda: people.give_sign_in(company.person("陈立"), by=unit_boss, username="x"),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-02")
def test_suspension_shuts_out_and_is_lifted(company: Company) -> None:
    from organization.directory import OrganizationDirectory

    person = company.person("孟繁星")
    people.suspend_person(person, by=company.boss, reason="调查")
    person.refresh_from_db()
    assert person.account is not None and not person.account.is_active
    assert not OrganizationDirectory().actor_for(person.account).is_signed_in
    assert not queries.active().filter(pk=person.pk).exists()
    with pytest.raises(Conflict):
        people.suspend_person(person, by=company.boss)
    people.resume_person(person, by=company.boss)
    assert queries.active().filter(pk=person.pk).exists()
    assert Suspension.objects.get().lifted_by == "何欣"
    with pytest.raises(Conflict):
        people.resume_person(person, by=company.boss)
    with pytest.raises(Conflict):
        people.suspend_person(company.person("何欣"), by=company.boss)
    for refused in (
        lambda: people.suspend_person(person, by=company.employee),
        lambda: people.resume_person(person, by=company.employee),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-02")
def test_leaving_hands_over(company: Company) -> None:
    boss, giver, taker = company.boss, company.person("林静怡"), company.person("陈立")
    office = company.department("集团办公室")
    people.leave(giver, by=boss, reason="退休", successor=taker)
    assert queries.seats_of(giver.pk) == []
    assert queries.heads_of(office) == [taker]
    assert said("person.left").before is not None
    handed = said("person.handed_over")
    assert handed.data == {"giver": str(giver.pk), "taker": str(taker.pk), "reason": "退休"}
    assert not RoleGrant.objects.filter(principal=f"person:{giver.pk}").exists()
    assert giver.account is not None
    giver.account.refresh_from_db()
    assert not giver.account.is_active
    with pytest.raises(Conflict):
        people.leave(giver, by=boss)
    with pytest.raises(Invalid):
        people.leave(taker, by=boss, successor=giver)
    with pytest.raises(Invalid):
        people.leave(taker, by=boss, successor=taker)
    with pytest.raises(Invalid):
        people.leave(taker, by=boss, on=timezone.localdate() + timedelta(days=1))
    people.come_back(giver, by=boss)
    assert queries.in_state(Person.objects.all(), "unassigned").get() == giver
    people.hand_over(taker, by=boss, taker=giver, reason="长期病假")
    with pytest.raises(Conflict):
        people.come_back(giver, by=boss)
    for refused in (
        lambda: people.leave(taker, by=company.employee),
        lambda: people.come_back(taker, by=company.employee),
        lambda: people.hand_over(taker, by=company.employee, taker=giver),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-03")
def test_side_posts(company: Company) -> None:
    boss, person = company.boss, company.person("孟繁星")
    hq, build = company.unit("HQ"), company.unit("JS")
    secondary = positions.take_position(
        person, by=boss, unit=build, department=company.department("采购部"), kind="secondary"
    )
    concurrent = positions.take_position(
        person, by=boss, unit=hq, department=company.department("信息中心"), kind="secondary"
    )
    assert (secondary.kind, concurrent.kind) == ("secondary", "concurrent")
    positions.move_person(person, by=boss, unit=hq, department=company.department("战略投资部"))
    secondary.refresh_from_db()
    concurrent.refresh_from_db()
    assert (secondary.kind, concurrent.kind) == ("concurrent", "secondary")
    positions.make_main(concurrent, by=boss)
    assert Position.objects.get(person=person, kind="main", ended_on=None) == concurrent
    main = Position.objects.get(person=person, kind="main", ended_on=None)
    with pytest.raises(Conflict):
        positions.end_position(main, by=boss)
    positions.end_position(secondary, by=boss)
    with pytest.raises(Conflict):
        positions.edit_position(secondary, by=boss)
    positions.edit_position(main, by=boss, post=company.post("HQ", "专员"), level=company.level("主管"), order=5)
    with pytest.raises(Invalid, match="post"):
        positions.edit_position(main, by=boss, post=company.post("SJ", "主任"))
    with pytest.raises(Invalid, match="level"):
        positions.edit_position(main, by=boss, level=company.level("院长级"))
    with pytest.raises(Conflict):
        positions.take_position(person, by=boss, unit=hq)
    with pytest.raises(Invalid, match="department"):
        positions.take_position(person, by=boss, unit=hq, department=company.department("结构所"), kind="secondary")
    design = company.actor("赵一鸣")
    for refused in (
        lambda: positions.take_position(person, by=design, unit=hq, kind="secondary"),
        lambda: positions.move_person(person, by=design, unit=company.unit("SJ")),
        lambda: positions.edit_position(main, by=design),
        lambda: positions.end_position(main, by=design),
        lambda: positions.make_main(main, by=design),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-01", "ADM-02")
def test_groups_of_people(company: Company) -> None:
    me, others = company.employee, [company.person("王海").pk, company.person("陈立").pk]
    mine = persongroups.make_group("personal", by=me, name="项目伙伴", people=others)
    assert list(mine.places.order_by("order").values_list("person_id", flat=True)) == others
    persongroups.edit_group(mine, by=me, name="伙伴", people=others[:1])
    assert queries.groups_visible_to(me).filter(pk=mine.pk).exists()
    assert not queries.groups_visible_to(company.boss).filter(pk=mine.pk).exists()
    unit_group = persongroups.make_group("unit", by=company.actor("赵一鸣"), name="所长", unit=company.unit("SJ"))
    with pytest.raises(Invalid):
        persongroups.make_group("personal", by=me, name="无此人", people=[uuid7()])
    for refused in (
        lambda: persongroups.make_group("group", by=me, name="全集团"),
        lambda: persongroups.edit_group(mine, by=company.boss, name="x", people=[]),
        lambda: persongroups.delete_group(unit_group, by=me),
    ):
        with pytest.raises(Refused):
            refused()
    persongroups.delete_group(mine, by=me)
    assert not PersonGroup.objects.filter(pk=mine.pk).exists()


@pytest.mark.feature("ADM-04")
def test_roles_give_rights_by_every_principal(company: Company) -> None:
    boss = company.boss
    right = functions.EXCHANGE
    person = company.person("孟繁星")
    seat = queries.seats_of(person.pk)[0]
    role = roles.make_role(by=boss, name="数据员", functions=[right], menus=["organization"])
    assert seat.department is not None
    for principal in (
        f"person:{person.pk}",
        f"position:{seat.pk}",
        f"department:{company.department('工程管理部').pk}",
        f"post:{seat.post_id}",
        f"level:{company.level('员工').pk}",
        f"unit:{company.unit('HQ').pk}",
        f"group:{PersonGroup.objects.get().pk}",
        "all",
    ):
        assert not company.employee.may(right)
        grant = roles.grant_role(role, by=boss, principal=principal)
        assert roles.grant_role(role, by=boss, principal=principal) == grant
        assert company.employee.may(right), principal
        assert company.employee.may("menu.organization")
        assert person in queries.behind([f"role:{role.pk}"])
        roles.withdraw_role(grant, by=boss)
    roles.edit_role(role, by=boss, name="数据管理员", functions=[], menus=[], second_factor=True)
    roles.grant_role(role, by=boss, principal=f"person:{person.pk}")
    other = company.person("陈立").account_id
    assert person.account_id is not None and other is not None
    assert queries.needs_second_factor(person.account_id) and not queries.needs_second_factor(other)
    roles.delete_role(role, by=boss)
    with pytest.raises(Conflict):
        roles.delete_role(Role.objects.get(key="employee"), by=boss)
    with pytest.raises(Invalid):
        roles.make_role(by=boss, name="审计", functions=[functions.AUDIT])


@pytest.mark.feature("ADM-04")
def test_unit_administrators_give_roles_of_their_unit(company: Company) -> None:
    design, unit_boss = company.unit("SJ"), company.actor("赵一鸣")
    role = roles.make_role(by=unit_boss, name="所秘书", unit=design, menus=["organization"])
    someone = queries.by_unit(queries.active(), design.path).exclude(name="赵一鸣")[0]
    grant = roles.grant_role(role, by=unit_boss, principal=f"person:{someone.pk}")
    assert grant.unit == design
    with pytest.raises(Refused):
        roles.make_role(by=unit_boss, name="越权", unit=design, functions=[functions.ROLES])
    with pytest.raises(Invalid):
        roles.grant_role(role, by=company.boss, principal="person:nobody")
    employee_role = Role.objects.get(key="employee")
    for refused in (
        lambda: roles.make_role(by=unit_boss, name="集团角色"),
        lambda: roles.edit_role(employee_role, by=unit_boss, name="x", functions=None, menus=[]),
        lambda: roles.delete_role(role, by=company.employee),
        lambda: roles.grant_role(employee_role, by=unit_boss, principal="all"),
        lambda: roles.withdraw_role(RoleGrant.objects.get(principal="all"), by=unit_boss),
    ):
        with pytest.raises(Refused):
            refused()


@pytest.mark.feature("ADM-04")
def test_audit_administrators_watch_over_themselves(company: Company) -> None:
    boss, auditor = company.boss, company.actor("周子墨")
    own = Administrator.objects.get(kind="audit")
    with pytest.raises(Refused):
        administrators.revoke(own, by=boss)
    with pytest.raises(Refused):
        administrators.revoke(own, by=auditor)
    with pytest.raises(Refused):
        administrators.appoint(company.person("陈立"), by=boss, kind="audit")
    with pytest.raises(Conflict):
        people.suspend_person(company.person("周子墨"), by=boss)
    with pytest.raises(Conflict):
        people.leave(company.person("周子墨"), by=boss)
    administrators.appoint(company.person("刘洋"), by=auditor, kind="audit")
    administrators.revoke(own, by=company.actor("刘洋"))
    assert own.revoked_as is not None and own.revoked_as.person == company.person("刘洋")
    assert not company.actor("周子墨").may(functions.AUDIT)


@pytest.mark.feature("ADM-04")
def test_administrators_are_appointed_and_revoked(company: Company) -> None:
    boss, person = company.boss, company.person("王海")
    made = administrators.appoint(person, by=boss, kind="unit", unit=company.unit("JS"))
    assert company.actor("王海").may(functions.manage_at(company.unit("JS").pk))
    assert administrators.appoint(person, by=boss, kind="unit", unit=company.unit("JS")) == made
    administrators.revoke(made, by=boss)
    assert not company.actor("王海").may(functions.MANAGE_UNIT)
    with pytest.raises(Invalid):
        administrators.appoint(person, by=boss, kind="unit")
    with pytest.raises(Conflict):
        administrators.revoke(Administrator.objects.get(kind="system"), by=boss)
    with pytest.raises(Refused):
        administrators.appoint(person, by=company.actor("赵一鸣"), kind="group")
    with pytest.raises(Refused):
        administrators.revoke(Administrator.objects.get(kind="group"), by=company.employee)


@pytest.mark.feature("ADM-05")
def test_work_scope_rules_are_set_and_removed(company: Company) -> None:
    rule = workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="unit", levels_above=1)
    again = workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="department")
    assert again.pk == rule.pk and WorkScopeRule.objects.count() == 1
    with pytest.raises(Invalid):
        workscope.set_rule(by=company.boss, also=[f"person:{uuid7()}"])
    with pytest.raises(Invalid):
        workscope.set_rule(by=company.boss, reach="moon")
    with pytest.raises(Refused):
        workscope.set_rule(by=company.actor("赵一鸣"), unit=company.unit("JS"))
    with pytest.raises(Refused):
        workscope.remove_rule(again, by=company.employee)
    workscope.remove_rule(again, by=company.boss)
    assert not WorkScopeRule.objects.exists()


@pytest.mark.feature("PER-07")
def test_external_contacts_are_ones_own(company: Company) -> None:
    me = company.employee
    contact = contacts.save_contact(None, by=me, name="供应商老李", company="长江建材", mobile="13500000000")
    contacts.save_contact(contact, by=me, title="经理")
    assert queries.contacts_visible_to(me).get() == contact
    assert not queries.contacts_visible_to(company.boss).exists()
    with pytest.raises(Refused):
        contacts.save_contact(contact, by=company.boss, title="x")
    with pytest.raises(Refused):
        contacts.delete_contact(contact, by=company.boss)
    with pytest.raises(Invalid):
        contacts.save_contact(None, by=me, name="某人", email="x")
    contacts.delete_contact(contact, by=me)


def test_a_company_is_founded_once(tenant: Any) -> None:
    founder = founding.Founder("创始人", "founder", "f@x.example", "!", "zh-hans")
    now = datetime.now(UTC)
    account = founding.found("新公司", founder, by=Company.system, now=now)
    assert set(Administrator.objects.values_list("kind", flat=True)) == {"system", "group", "audit"}
    assert Level.objects.count() == 3 and Unit.objects.get().name == "新公司"
    from organization.directory import OrganizationDirectory

    actor = OrganizationDirectory().actor_for(Account.objects.get(pk=account))
    assert actor.person and actor.may(functions.MANAGE) and actor.may("menu.organization")
    assert founding.found("新公司", founder, by=Company.system, now=now) == account
    assert Unit.objects.count() == Account.objects.count() == 1
    with pytest.raises(Refused):
        founding.found("新公司", founder, by=Actor(kind="person", name="某人"), now=now)


def test_leaders_of_a_closed_department_are_gone(company: Company) -> None:
    made = departments.create_department(company.unit("HQ"), by=company.boss, name="临时小组")
    departments.lead_department(made, by=company.boss, heads=[company.person("陈立")])
    departments.close_department(made, by=company.boss)
    assert not DepartmentHead.objects.filter(department=made).exists()
