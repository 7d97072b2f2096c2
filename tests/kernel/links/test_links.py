"""Links: both ways, within the reader's rights, and longer-lived than what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.actor import Actor
from kernel.events import record
from kernel.events.facts import HANDLERS
from kernel.events.models import EventRow
from kernel.keys import uuid7
from kernel.links import queries
from kernel.links.actions.linking import link, unlink
from kernel.links.linkable import Card, Linkable, Ref, register
from kernel.links.models import Link
from kernel.policies import Invalid, NotFound, Refused
from kernel.scope import Scope, scope
from kernel.showcase import Showcase
from organization import seed
from organization.models import Department, Person
from tests.kernel.links.conftest import LIN, RENAMED, SEALED, WANG, Drawer


def test_a_link_is_seen_from_both_ends(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper, box = papers.put("采购合同"), boxes.put("二〇二六年合同")
    link(paper, by=LIN, target=box, note="归档")
    (away,) = queries.linked_with(paper, for_=WANG)
    (back,) = queries.linked_with(box, for_=WANG)
    assert (away.title, away.ref, away.is_back, away.note, away.by) == (
        "二〇二六年合同", box, False, "归档", "林静怡"
    )  # fmt: skip
    assert (back.title, back.ref, back.is_back) == ("采购合同", paper, True)
    assert away.url == f"/sheaf.box/{box.id}/" and away.state == "open"
    assert EventRow.objects.filter(kind="links.link.made").count() == 1


def test_linked_twice_is_linked_once(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper, box = papers.put("甲"), boxes.put("乙")
    first = link(paper, by=LIN, target=box)
    assert link(paper, by=WANG, target=box) == first
    link(paper, by=WANG, target=box, note="新的说明")
    assert Link.objects.get().note == "新的说明" and Link.objects.get().made_by == "林静怡"
    with pytest.raises(Invalid):
        link(paper, by=LIN, target=paper)
    row = Link.objects.get()
    row.pk, row.target_kind, row.target_id = uuid7(), row.source_kind, row.source_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_nobody_links_what_they_may_not_open(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    secret, box = papers.put("密件", LIN), boxes.put("盒")
    for source, target in (
        (secret, box),
        (box, secret),
        (box, Ref("sheaf.paper", uuid7())),
        (Ref("no.kind", uuid7()), box),
    ):
        with pytest.raises(NotFound):
            link(source, by=WANG, target=target)
    with pytest.raises(Refused):
        SEALED.add(secret.id)
        link(secret, by=LIN, target=box)
    assert not Link.objects.exists()


def test_what_one_may_not_open_is_not_named(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    secret, box = papers.put("裁员名单", LIN), boxes.put("盒")
    link(secret, by=LIN, target=box)
    (seen,) = queries.linked_with(box, for_=WANG)
    assert (seen.state, seen.title, seen.url) == ("closed", "", "")
    assert "裁员" not in seen.said
    assert queries.linked_with(box, for_=LIN)[0].title == "裁员名单"
    with pytest.raises(NotFound):
        queries.linked_with(secret, for_=WANG)


def test_what_is_gone_keeps_its_name_for_those_who_could_read_it(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    secret, open_one, box = papers.put("裁员名单", LIN), papers.put("通知"), boxes.put("盒")
    link(secret, by=LIN, target=box)
    link(open_one, by=LIN, target=box)
    papers.things.clear()
    lin, wang = ({one.ref: one for one in queries.linked_with(box, for_=who)} for who in (LIN, WANG))
    assert {one.state for one in wang.values()} == {"gone"}
    assert (lin[secret].title, lin[open_one].title) == ("裁员名单", "通知")
    assert (wang[secret].title, wang[open_one].title) == ("", "通知")
    assert wang[open_one].url == ""


def test_titles_follow(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper, box = papers.put("旧名"), boxes.put("盒")
    link(paper, by=LIN, target=box)
    papers.things[paper.id] = ("新名", set())
    event = record(RENAMED, None, by=LIN)
    event.subject_id = paper.id
    for handler in HANDLERS["sheaf.paper.renamed"].values():
        handler(event)
        handler(event)
    papers.things.clear()
    assert queries.linked_with(box, for_=WANG)[0].title == "新名"


def test_a_link_is_removed_by_its_maker_or_at_its_source(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper, box = papers.put("甲"), boxes.put("乙")
    row = link(paper, by=LIN, target=box)
    SEALED.add(paper.id)
    assert not queries.linked_with(box, for_=WANG)[0].may_remove
    with pytest.raises(Refused):
        unlink(row, by=WANG)
    assert queries.linked_with(box, for_=LIN)[0].may_remove
    unlink(row, by=LIN)
    assert not Link.objects.exists()
    said = EventRow.objects.get(kind="links.link.removed")
    assert said.data == {"source": str(paper), "target": str(box)}


def test_the_number_of_links_costs_nothing(tenant: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper = papers.put("甲")
    counts = []
    for more in (5, 60):
        for number in range(more):
            link(paper, by=LIN, target=boxes.put(f"{number}"))
            link(papers.put(f"{number}"), by=LIN, target=paper)
        papers.asked = boxes.asked = 0
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rows = queries.linked_with(paper, for_=WANG)
        assert papers.asked == 2 and boxes.asked == 1
        counts.append(len(seen))
    assert counts == [1, 1] and len(rows) == 130


def test_two_tenants_share_no_link(db: None, one: Scope, two: Scope, papers: Drawer, boxes: Drawer) -> None:
    paper, box = papers.put("甲"), boxes.put("乙")
    from kernel.scope import abandon

    with scope(one):
        row = link(paper, by=LIN, target=box)
        with scope(two):
            assert queries.linked_with(paper, for_=LIN) == []
            with pytest.raises(NotFound):
                queries.link(row.pk, for_=LIN)
            abandon()
        abandon()


def test_a_kind_is_declared_once_and_waits_for_facts_that_are() -> None:
    def nothing(_keys: list[Any], _actor: Actor) -> dict[Any, Card]:
        return {}

    with pytest.raises(ValueError, match="twice"):
        register(Linkable("sheaf.paper", "x", nothing))
    with pytest.raises(ValueError, match="nobody publishes"):
        register(Linkable("sheaf.other", "x", nothing, events=("sheaf.nothing.*",)))
    for bad in ("", "paper", f":{uuid7()}", "sheaf.paper:no"):
        with pytest.raises(ValueError):
            Ref.read(bad)


@pytest.fixture
def company(tenant: Scope) -> None:
    seed.run(Showcase("heyi-2026"))


@pytest.fixture
def boss(company: None, client_for: Callable[..., Client]) -> Client:
    return client_for(Person.objects.get(name="何欣").account)


@pytest.fixture
def me(company: None, client_for: Callable[..., Client]) -> Client:
    return client_for(Person.objects.get(name="孟繁星").account)


def things() -> tuple[Ref, Ref]:
    """A department and a person."""
    department = Department.objects.get(name="集团办公室")
    return (
        Ref("organization.department", department.pk),
        Ref("organization.person", Person.objects.get(name="林静怡").pk),
    )


def test_the_page_links_and_takes_away(boss: Client, me: Client) -> None:
    department, person = things()
    page = f"/links/{department.kind}/{department.id}/"
    assert "还没有关联" in boss.get(page).content.decode()
    assert boss.post(page, {"target": str(person), "note": "负责"}).status_code == 303
    shown = boss.get(page).content.decode()
    assert "林静怡" in shown and "负责" in shown
    # Known to every member, attached to by those who look after it.
    assert me.get(page).status_code == 200
    assert me.post(page, {"target": str(person)}).status_code == 403
    assert boss.post(page, {"target": "x"}).status_code in {400, 422}
    assert boss.get(f"/links/no.kind/{department.id}/").status_code == 404
    row = Link.objects.get()
    assert me.post(f"/links/{row.pk}/removal/").status_code == 403
    gone = boss.post(f"/links/{row.pk}/removal/", {"from": str(person)})
    assert gone["Location"].endswith(f"/links/{person.kind}/{person.id}/")
    assert not Link.objects.exists()
    assert Client().get(page, headers={"host": "one.localhost"}).status_code in {303, 404}


def test_the_page_costs_the_same_with_many_links(boss: Client) -> None:
    department, _person = things()
    page = f"/links/{department.kind}/{department.id}/"
    by = Actor.system("test")
    counts = []
    for some in (slice(0, 10), slice(10, 110)):
        for key in Person.objects.order_by("pk").values_list("pk", flat=True)[some]:
            link(department, by=by, target=Ref("organization.person", key))
        boss.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert boss.get(page).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25, counts


def test_the_interface_says_the_same(boss: Client, me: Client) -> None:
    department, person = things()
    made = boss.post(
        "/api/v1/links/links/", {"thing": str(department), "target": str(person)}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    listed = me.get("/api/v1/links/links/", {"of": str(person)}).json()["items"]
    assert [(one["thing"], one["state"], one["leads_here"]) for one in listed] == [(str(department), "open", True)]
    one = f"/api/v1/links/links/{made.json()['id']}/"
    assert me.get(one).json()["target"] == str(person)
    assert me.delete(one).status_code == 403
    assert me.get("/api/v1/links/links/").status_code == 422
    assert me.get("/api/v1/links/links/", {"of": "x"}).status_code == 422
    assert boss.delete(one).status_code == 204
    assert boss.delete(one).status_code == 404
