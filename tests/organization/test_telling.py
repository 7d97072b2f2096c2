"""Who is told what, in which words, and what is found in the search."""

from __future__ import annotations

import pytest

from kernel.events.facts import HANDLERS
from kernel.events.models import EventRow
from kernel.notices.models import Notice
from kernel.search.actions.indexing import index
from kernel.search.queries import query
from kernel.search.sources import SOURCES
from organization.actions import administrators, departments, people, positions, roles, workscope
from organization.models import Department, Person, Post, Role
from tests.organization.conftest import Company


def deliver(kind: str) -> None:
    """The last fact of a kind, brought to everybody who listens, twice: at least once is what is promised."""
    event = EventRow.objects.filter(kind=kind).order_by("-id")[0]
    for name, handler in [*HANDLERS.get(kind, {}).items()] * 2:
        if "webhooks" not in name:
            handler(event)


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(account=person.account).order_by("id").values_list("title", flat=True))


@pytest.mark.feature("ADM-03", "PER-03")
def test_people_learn_what_happens_to_them(company: Company) -> None:
    person, boss = company.person("孟繁星"), company.boss
    seat = positions.take_position(person, by=boss, unit=company.unit("SJ"), kind="secondary")
    deliver("organization.position.taken")
    positions.end_position(seat, by=boss)
    deliver("organization.position.ended")
    office = company.department("集团办公室")
    positions.move_person(person, by=boss, unit=office.unit, department=office)
    deliver("organization.position.moved")
    roles.grant_role(Role.objects.get(key="clerk"), by=boss, principal=f"person:{person.pk}")
    deliver("organization.role.granted")
    made = administrators.appoint(person, by=boss, kind="unit", unit=company.unit("SJ"))
    deliver("organization.administrator.appointed")
    administrators.revoke(made, by=boss)
    deliver("organization.administrator.revoked")
    people.leave(company.person("林静怡"), by=boss, successor=person)
    deliver("organization.person.handed_over")
    assert told(person) == [
        "您新增了岗位：设计院", "您的岗位已结束：设计院", "您的岗位现为：集团办公室", "您获得角色“文书”",
        "您被任命为：单位管理员 (和一设计院)", "您不再担任：单位管理员 (和一设计院)", "您接手 林静怡 的工作",
    ]  # fmt: skip
    assert told(company.person("何欣")) == []


@pytest.mark.feature("ADM-02")
def test_an_invitation_names_the_sign_in(company: Company) -> None:
    from organization.actions import signins

    person = people.add_person(by=company.boss, name="单晓红", sign_in="shan", email="shan@heyi.example")
    signins.invite_person(person, by=company.boss)
    deliver("organization.person.invited")
    notice = Notice.objects.get(account=person.account)
    assert "shan" in notice.body and notice.url.endswith("/password/forgotten/")


def everything() -> None:
    for kind, source in SOURCES.items():
        if kind.startswith("organization."):
            index(kind, source.ids())


def found(text: str, company: Company, name: str) -> list[str]:
    return [hit.plain for hit in query(text, for_=company.actor(name)).hits if hit.kind.startswith("organization.")]


@pytest.mark.feature("PER-09", "PER-07")
def test_people_and_places_are_found_by_name_pinyin_and_code(company: Company) -> None:
    everything()
    assert found("孟繁星", company, "陈立") == ["孟繁星"]
    assert found("mengfanxing", company, "陈立") == ["孟繁星"]
    assert found("mfx", company, "陈立") == ["孟繁星"]
    assert found(company.person("孟繁星").code, company, "陈立")[0] == "孟繁星"
    assert "集团办公室" in found("集团办公室", company, "孟繁星")
    assert "和一设计院" in found("sjy", company, "孟繁星")
    assert "文书" in found("文书", company, "孟繁星")


@pytest.mark.feature("ADM-05", "PER-09")
def test_nobody_is_found_outside_the_work_scope(company: Company) -> None:
    everything()
    assert found("何欣", company, "孟繁星") == ["何欣"]
    workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="unit")
    assert found("何欣", company, "孟繁星") == []
    assert found("何欣", company, "林静怡") == ["何欣"]
    assert found("何欣", company, "何欣") == ["何欣"]
    assert found("孟繁星", company, "孟繁星") == ["孟繁星"]
    # Asked for another kind alone, the rule neither hides nor costs anything.
    hits = query("集团办公室", for_=company.employee, kinds=["organization.department"]).hits
    assert hits[0].plain == "集团办公室"


@pytest.mark.feature("PER-09")
def test_the_search_follows_the_facts(company: Company) -> None:
    everything()
    office = company.department("集团办公室")
    departments.edit_department(office, by=company.boss, name="总裁办公室")
    deliver("organization.department.edited")
    assert found("集团办公室", company, "孟繁星") == []
    assert "林静怡" in found("总裁办公室", company, "孟繁星")
    people.suspend_person(company.person("林静怡"), by=company.boss)
    deliver("organization.person.suspended")
    assert found("林静怡", company, "孟繁星") == []


def test_every_source_loads_in_a_handful_of_queries(company: Company, django_assert_max_num_queries: object) -> None:
    limit = django_assert_max_num_queries
    for kind, rows in (
        ("organization.person", Person.objects), ("organization.department", Department.objects),
        ("organization.post", Post.objects),
    ):  # fmt: skip
        keys = list(rows.values_list("pk", flat=True))
        for some in (keys[:3], keys):
            with limit(4):  # type: ignore[operator]  # pytest-django's own fixture has no public type
                SOURCES[kind].load(some)
