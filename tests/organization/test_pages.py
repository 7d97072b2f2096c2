"""Every page, as those who may see it and as those who may not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.scope import Scope
from kernel.search.actions.indexing import index
from organization.actions import changesets, contacts, exchange, persongroups, workscope
from organization.models import (
    Administrator,
    ChangeSet,
    Contact,
    Department,
    ImportRun,
    Person,
    PersonGroup,
    Position,
    Role,
    Unit,
)
from organization.urls import urlpatterns
from tests.organization.conftest import Company


@pytest.fixture
def boss(company: Company, client_for: Callable[..., Client]) -> Client:
    return client_for(company.person("何欣").account)


@pytest.fixture
def me(company: Company, client_for: Callable[..., Client]) -> Client:
    return client_for(company.person("孟繁星").account)


def arguments(company: Company) -> dict[str, Any]:
    """An id for every page that wants one."""
    changes = changesets.draft_change_set(
        by=company.boss, name="调整", effective_on=__import__("datetime").date(2026, 12, 1)
    )
    changesets.add_step(
        changes, by=company.boss, kind="rename", department=company.department("信息中心"), name="数字中心"
    )
    run = exchange.read_workbook(io.BytesIO(b"x"), by=company.boss, name="错.xlsx", size=1)
    contact = contacts.save_contact(None, by=company.boss, name="老李", mobile="13511111111")
    workscope.set_rule(by=company.boss, unit=company.unit("SJ"), reach="unit")
    keys = {
        "unit": company.unit("HQ").pk, "edit_unit": company.unit("HQ").pk, "move_unit": company.unit("SJ").pk,
        "department": company.department("集团办公室").pk, "edit_department": company.department("集团办公室").pk,
        "move_department": company.department("集团办公室").pk, "lead": company.department("集团办公室").pk,
        "new_post": company.unit("HQ").pk, "post": company.post("HQ", "文书").pk, "level": company.level("员工").pk,
        "edit_seat": Position.objects.all()[0].pk, "branch": company.unit("HQ").pk, "contact": contact.pk,
        "group": PersonGroup.objects.get().pk, "role": Role.objects.get(key="employee").pk,
        "edit_role": Role.objects.get(key="clerk").pk, "changeset": changes.pk, "import_run": run.pk,
        "import_progress": run.pk, "pick": "person", "pick_tree": "person",
    }  # fmt: skip
    person = company.person("林静怡").pk
    for name in (
        "person",
        "edit_person",
        "sign_in",
        "place",
        "side_post",
        "leaving",
        "card",
        "vcard",
        "first_password",
    ):
        keys[name] = person
    return keys


POSTS_ONLY = {
    "order", "unit_closure", "department_closure", "post_closure", "level_closure", "suspension", "return", "seat_end",
    "seat_main", "contact_deletion", "group_deletion", "role_deletion", "withdrawal", "revocation", "rule_removal",
    "application", "scheduling", "invitation", "unlocking", "factor_removal", "session_end", "changeset_withdrawal", "step_removal", "import_start",
}  # fmt: skip
FOR_EVERYBODY = {
    "home", "addressbook", "branch", "card", "vcard", "contacts", "new_contact", "contacts_vcard", "groups", "new_group",
    "pick", "pick_tree",
}  # fmt: skip


def address(name: str, keys: dict[str, Any]) -> str:
    made = reverse(
        f"organization:{name}", args=[keys[name]] if name in keys else [], urlconf="kernel.config.urls_tenant"
    )
    return made + (f"?unit={keys['unit']}" if name == "new_department" else "")


def test_every_page_opens_for_the_group_administrator(company: Company, boss: Client) -> None:
    keys = arguments(company)
    for pattern in urlpatterns:
        name = str(pattern.name)
        if name in POSTS_ONLY:
            assert (
                boss.get(
                    address(name, {**keys, name: keys["person"]} if "<" in str(pattern.pattern) else keys)
                ).status_code
                == 405
            )
            continue
        answer = boss.get(address(name, keys))
        assert answer.status_code == 200, (name, answer.status_code)
        assert len(answer.content) < 200_000


def test_an_employee_sees_only_what_is_for_everybody(company: Company, me: Client) -> None:
    keys = arguments(company)
    for pattern in urlpatterns:
        name = str(pattern.name)
        if name in POSTS_ONLY:
            continue
        wanted = {200, 303} if name in FOR_EVERYBODY else {403, 404}
        assert me.get(address(name, keys)).status_code in wanted, name


def test_a_visitor_is_sent_to_sign_in(company: Company, visit: Callable[..., Client]) -> None:
    answer = visit("one").get("/organization/addressbook/")
    assert answer.status_code == 303 and "/account/sign-in/" in answer["Location"]


@pytest.mark.feature("ADM-02")
def test_forms_do_and_keep_what_was_typed(company: Company, boss: Client) -> None:
    unit = company.unit("HQ")
    to = f"/organization/departments/new/?unit={unit.pk}"
    refused = boss.post(to, {"name": "财务部", "phone": "021-5"})
    assert refused.status_code == 422 and "021-5" in refused.content.decode()
    assert boss.post(to, {"name": "品牌部"}).status_code == 303
    made = company.department("品牌部")
    assert boss.post(f"/organization/departments/{made.pk}/edit/", {"name": "品牌中心"}).status_code == 303
    office = company.department("集团办公室")
    answer = boss.post(f"/organization/departments/{made.pk}/place/", {"parent": str(office.pk), "unit": ""})
    assert answer.status_code == 303
    made.refresh_from_db()
    assert made.name == "品牌中心" and made.parent == office
    people = [str(company.person(name).pk) for name in ("陈立", "林静怡")]
    assert boss.post(f"/organization/departments/{made.pk}/leaders/", {"heads": people}).status_code == 303
    assert made.leaders.count() == 2
    answer = boss.post(f"/organization/departments/{made.pk}/closure/", {"reason": "并回"})
    assert answer.status_code == 303
    assert Department.objects.get(pk=made.pk).closed_at is not None


@pytest.mark.feature("ADM-02", "ADM-03")
def test_a_person_is_added_moved_suspended_and_leaves(company: Company, boss: Client) -> None:
    office = company.department("集团办公室")
    answer = boss.post(
        f"/organization/people/new/?department={office.pk}",
        {"name": "沈知行", "code": "HY9009", "username": "shenzhixing", "mobile": "13700000009", "sex": ""},
    )
    assert answer.status_code == 303, answer.content.decode()
    row = company.person("沈知行")
    base = f"/organization/people/{row.pk}"
    finance = company.department("会计科")
    level = company.level("员工")
    moved = boss.post(f"{base}/place/", {"department": str(finance.pk), "level": str(level.pk), "post": "", "unit": ""})
    assert moved.status_code == 303
    side = boss.post(f"{base}/side-posts/", {"department": str(office.pk), "level": "", "post": "", "unit": ""})
    assert side.status_code == 303
    assert sorted(row.positions.filter(ended_on=None).values_list("kind", flat=True)) == ["main", "secondary"]
    assert boss.post(f"{base}/suspension/", {"reason": "核查"}).status_code == 303
    assert "核查" in boss.get(f"{base}/").content.decode()
    assert boss.post(f"{base}/suspension/", {"lift": "1"}).status_code == 303
    left = boss.post(f"{base}/leaving/", {"reason": "调离", "successor": str(company.person("陈立").pk)})
    assert left.status_code == 303
    assert row.departures.get().successor == company.person("陈立")


@pytest.mark.feature("ADM-04")
def test_roles_and_administrators_by_the_pages(company: Company, boss: Client) -> None:
    answer = boss.post("/organization/roles/new/", {"name": "档案员", "unit": "", "menus": ["organization"]})
    assert answer.status_code == 303, answer.content.decode()
    role = Role.objects.get(name="档案员")
    boss.post(f"/organization/roles/{role.pk}/", {"person": str(company.person("陈立").pk)})
    assert role.grants.get().principal == f"person:{company.person('陈立').pk}"
    boss.post(
        "/organization/administrators/",
        {"kind": "unit", "person": str(company.person("王海").pk), "unit": str(company.unit("JS").pk)},
    )
    assert Administrator.objects.filter(person=company.person("王海"), revoked_at=None).exists()
    audit = Administrator.objects.get(kind="audit")
    assert boss.post(f"/organization/administrators/{audit.pk}/revocation/").status_code == 403


@pytest.mark.feature("ADM-05")
def test_pickers_and_cards_keep_to_the_work_scope(company: Company, me: Client) -> None:
    design, build = company.person("赵一鸣"), company.person("王海")
    assert str(design.pk) in me.get("/organization/pick/person/?q=zym").content.decode()
    workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="department")
    assert str(design.pk) not in me.get("/organization/pick/person/?q=zym").content.decode()
    assert me.get(f"/organization/addressbook/people/{design.pk}/").status_code == 404
    assert me.get(f"/organization/addressbook/people/{design.pk}/card.vcf").status_code == 404
    assert me.get(f"/organization/addressbook/people/{build.pk}/").status_code == 404
    assert "赵一鸣" not in me.get("/organization/addressbook/?q=赵一鸣").content.decode().replace('value="赵一鸣"', "")


@pytest.mark.feature("ADM-05")
def test_nobody_outside_the_work_scope_shows_anywhere(company: Company, me: Client) -> None:
    """Every way by which a person can be come across, before and after a rule."""
    hidden = company.person("何欣")  # sits elsewhere, and is a member of a group of everybody's
    team = PersonGroup.objects.get()
    people = [*team.places.values_list("person_id", flat=True), hidden.pk]
    persongroups.edit_group(team, by=company.boss, name=team.name, people=people)
    index("organization.person", [hidden.pk])
    ways = [
        "/organization/addressbook/?q=hexin",
        f"/organization/addressbook/?at={company.department('信息中心').pk}",
        f"/organization/addressbook/?at={company.unit('HQ').pk}&q=hexin",
        "/organization/pick/person/?q=何欣",
        f"/organization/pick/person/?parent={company.department('信息中心').pk}",
        "/organization/pick/person/?recent=1",
        "/organization/groups/",
        "/search/hits/?q=何欣",
        "/search/?q=hexin",
        "/api/v1/organization/people/?q=hexin",
        "/api/v1/organization/groups/",
    ]
    me.post("/organization/groups/new/", {"whose": "personal", "name": "法务", "people": str(hidden.pk)})

    def shown() -> list[bool]:
        texts = [me.get(way).content.decode().replace('value="何欣"', "") for way in ways]
        return [str(hidden.pk) in text or "何欣" in text for text in texts]

    before = shown()
    assert before == [True] * len(ways), before
    workscope.set_rule(by=company.boss, unit=company.unit("JS"), reach="unit")
    after = dict(zip(ways, shown(), strict=True))
    assert not [way for way, seen in after.items() if seen]
    one = f"/organization/addressbook/people/{hidden.pk}/"
    api = f"/api/v1/organization/people/{hidden.pk}/"
    assert [me.get(way).status_code for way in (one, f"{one}card.vcf", api)] == [404, 404, 404]
    assert me.get(f"/links/organization.person/{hidden.pk}/").status_code == 404
    refused = me.post("/organization/groups/new/", {"whose": "personal", "name": "又", "people": str(hidden.pk)})
    assert refused.status_code == 422


def test_pickers_offer_tree_recent_and_more(company: Company, me: Client) -> None:
    first = me.get("/organization/pick/people/?recent=1").content.decode()
    assert first.count("pick-row") == 30 and "data-more" in first
    assert len(first) < 50_000
    more = me.get("/organization/pick/people/?cursor=30").content.decode()
    assert not set(Person.objects.filter(name__in=more)) and more.count("pick-row") == 30
    assert "tree-line" in me.get("/organization/pick/people/tree/").content.decode()
    unit = company.unit("HQ")
    assert "集团办公室" in me.get(f"/organization/pick/department/tree/?parent={unit.pk}").content.decode()
    assert (
        "林静怡" in me.get(f"/organization/pick/person/?parent={company.department('集团办公室').pk}").content.decode()
    )
    assert me.get("/organization/pick/level/tree/").status_code == 404
    assert me.get("/organization/pick/nothing/").status_code == 404
    for kind in ("unit", "department", "post", "level", "group"):
        assert "pick-row" in me.get(f"/organization/pick/{kind}/").content.decode(), kind
    me.post(
        "/organization/groups/new/", {"whose": "personal", "name": "伙伴", "people": str(company.person("陈立").pk)}
    )
    lately = me.get("/organization/pick/person/?recent=1").content.decode()
    assert lately.index("陈立") < lately.index("picker-head", lately.index("picker-head") + 1)


@pytest.mark.feature("PER-07")
def test_address_book_and_contacts(company: Company, me: Client) -> None:
    answer = me.get("/organization/addressbook/?q=ljy").content.decode()
    assert "林静怡" in answer
    card = me.get(f"/organization/addressbook/people/{company.person('林静怡').pk}/card.vcf").content.decode()
    assert card.startswith("BEGIN:VCARD\r\n") and "FN:林静怡" in card
    me.post(
        "/organization/addressbook/external/new/", {"name": "李, 经理", "company": "长江;建材", "mobile": "13500000000"}
    )
    assert Contact.objects.get().owner == company.person("孟繁星")
    export = me.get("/organization/addressbook/external/all.vcf").content.decode()
    assert "FN:李\\, 经理" in export and "ORG:长江\\;建材" in export


@pytest.mark.feature("ADM-06")
def test_a_file_goes_out_and_in_by_the_pages(company: Company, boss: Client) -> None:
    content = boss.get("/organization/exchange/export.xlsx").content
    file = io.BytesIO(content)
    file.name = "组织.xlsx"
    answer = boss.post("/organization/exchange/", {"file": file})
    assert answer.status_code == 303
    run = ImportRun.objects.get()
    assert run.counts == {} and run.errors == []
    assert boss.get(answer["Location"]).status_code == 200


def test_a_reorganisation_by_the_pages(company: Company, boss: Client) -> None:
    boss.post("/organization/reorganisations/new/", {"name": "机构调整", "effective_on": "2026-12-01", "note": ""})
    row = ChangeSet.objects.get()
    center = company.department("信息中心")
    step = {
        "kind": "rename",
        "department": str(center.pk),
        "name": "数字化中心",
        "person": "",
        "target": "",
        "unit": "",
        "post": "",
    }
    assert boss.post(f"/organization/reorganisations/{row.pk}/", step).status_code == 303
    assert "数字化中心" in boss.get(f"/organization/reorganisations/{row.pk}/").content.decode()
    assert boss.post(f"/organization/reorganisations/{row.pk}/application/").status_code == 303
    center.refresh_from_db()
    assert center.name == "数字化中心"


@pytest.mark.parametrize("path", ["/organization/people/", "/organization/addressbook/"])
def test_lists_cost_the_same_whatever_their_length(company: Company, boss: Client, path: str) -> None:
    def cost(query: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert boss.get(path + query).status_code == 200
        return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET"))])

    cost("")
    assert cost("?q=HY000") == cost("")
    assert cost("") <= 25


def test_a_scope_of_another_tenant_shows_nothing(company: Company, boss: Client, two: Scope, visit: Any) -> None:
    other = visit("two")
    other.cookies = boss.cookies
    assert other.get("/organization/people/").status_code in {302, 303}
    assert Unit.objects.count() == 3
