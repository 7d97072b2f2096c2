"""A list as people use it: filters, tabs, order, pages, views of one's own, columns."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Invalid, NotFound, Refused
from kernel.web import queries
from kernel.web.actions.views import LIMIT, choose_columns, remove_view, save_view
from kernel.web.functions import SHARE
from kernel.web.lists import Column, List
from kernel.web.lists.definition import known
from kernel.web.models import ColumnChoice, ListExport, SavedView
from tests.kernel.web.conftest import NOW, fill


def names(answer: str) -> list[str]:
    return re.findall(r'class="list-link" href="[^"]*">([^<]*)</a>', answer)


def get(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"/tried/{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def actor(account: Account, *rights: str) -> Actor:
    return Actor(kind="person", account=account.pk, name=account.name, functions=frozenset(rights))


def test_rows_come_in_order_and_in_pages_forward_and_back(client: Client) -> None:
    fill(45)
    first = get(client, "?sort=name")
    assert names(first)[:2] == ["第 000 行", "第 001 行"] and len(names(first)) == 20
    assert "data-page-before" not in first
    after = re.search(r'data-page-after rel="next" href="([^"]*)"', first)
    assert after
    second = get(client, "?" + urlsplit(after[1].replace("&amp;", "&")).query)
    assert names(second)[0] == "第 020 行"
    before = re.search(r'data-page-before rel="prev" href="([^"]*)"', second)
    assert before
    assert names(get(client, "?" + urlsplit(before[1].replace("&amp;", "&")).query)) == names(first)
    assert 'aria-sort="ascending"' in first and names(get(client, "?sort=-name"))[0] == "第 044 行"


def test_search_filters_and_tabs_narrow_and_are_kept_in_every_link(client: Client) -> None:
    fill(30)
    fill(3, format="xlsx", rows=2, query="另一种")
    assert names(get(client, "?q=029")) == ["第 029 行"]
    assert len(names(get(client, "?rows=2"))) == 10
    assert len(names(get(client, "?rows=9"))) == 20  # nonsense filters nothing
    assert len(names(get(client, "?asked_from=2026-11-26&asked_to=2026-11-26"))) == 10
    assert len(names(get(client, "?asked_from=gestern"))) == 20
    shown = get(client, "?state=xlsx&text=另")
    assert names(shown) == ["另一种"] * 3
    assert '<input type="hidden" name="state" value="xlsx">' in shown
    assert re.search(r'href="/tried/\?state=xlsx" aria-current="page">Excel', shown)
    sort = re.search(r'href="([^"]*sort=rows[^"]*)" hx-get', shown)
    assert sort and parse_qs(urlsplit(sort[1].replace("&amp;", "&")).query) == {
        "state": ["xlsx"],
        "text": ["另"],
        "sort": ["rows"],
    }
    assert "\x00" not in get(client, "?q=%00") and names(get(client, "?q=%00"))


def test_empty_lists_say_what_to_do(client: Client) -> None:
    shown = get(client)
    assert "Nothing was tried" in shown and 'href="/tried/new/">Try' in shown
    fill(1)
    shown = get(client, "?q=nirgends&state=csv")
    assert "没有" in shown and 'href="/tried/?state=csv"' in shown


def test_htmx_gets_one_fragment_with_the_list_alone(client: Client) -> None:
    fill(2)
    shown = get(client, "", **{"HX-Request": "true"})
    assert "<html" not in shown and 'id="list-web-tried-body"' in shown
    assert client.get("/tried/")["Vary"].count("HX-Request") == 1


def test_only_allowed_bulk_actions_are_offered_and_each_box_is_named(client: Client) -> None:
    fill(1)
    shown = get(client)
    assert "Take away" in shown and "Never" not in shown
    assert re.search(r'aria-label="[^"]*: 第 000 行"', shown)


@pytest.mark.parametrize("query", ["", "?q=1&rows=1&sort=-name"])
def test_the_queries_do_not_grow_with_the_rows(client: Client, lin: Account, query: str) -> None:
    choose_columns("web.tried", by=actor(lin), columns=["rows", "name"], now=NOW)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            get(client, query or "?size=200")
        return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET"))])

    cost()
    fill(10)
    few = cost()
    fill(190)
    assert cost() == few <= 12


@pytest.mark.feature("PER-01")
def test_a_view_is_kept_shown_as_a_tab_replaced_and_removed(client: Client, lin: Account) -> None:
    fill(5)
    answer = client.post(
        "/web/lists/web.tried/views/", {"name": " 我的  视图 ", "query": "rows=2&sort=name", "next": "/tried/?rows=2"}
    )
    assert answer.status_code == 303 and answer["Location"] == "/tried/?rows=2&sort=name"
    shown = get(client, "?rows=2&sort=name")
    assert re.search(r'aria-current="page">我的 视图', shown)
    client.post("/web/lists/web.tried/views/", {"name": "我的 视图", "query": "rows=1", "next": "/tried/"})
    view = SavedView.objects.get()
    assert view.query == "rows=1" and view.owner == lin.pk
    assert client.post(f"/web/lists/views/{view.pk}/removal/", {"next": "/tried/"}).status_code == 303
    assert not SavedView.objects.exists()
    assert list(EventRow.objects.filter(kind__startswith="web.view").order_by("id").values_list("kind", flat=True)) == [
        "web.view.saved",
        "web.view.saved",
        "web.view.removed",
    ]


def test_sharing_needs_the_right_and_others_views_stay_theirs(lin: Account) -> None:
    other = Account.objects.create(username="chen", name="陈立")
    given = {"query": "rows=1", "now": NOW}
    with pytest.raises(Refused):
        save_view("web.tried", by=actor(lin), name="给大家", is_shared=True, **given)  # type: ignore[arg-type]
    shared = save_view("web.tried", by=actor(lin, SHARE), name="给大家", is_shared=True, **given)  # type: ignore[arg-type]
    own = save_view("web.tried", by=actor(lin), name="自己", is_shared=False, **given)  # type: ignore[arg-type]
    assert queries.views_of("web.tried", for_=actor(other)) == [shared]
    assert queries.view(shared.pk, for_=actor(other)) == shared
    with pytest.raises(NotFound):
        queries.view(own.pk, for_=actor(other))
    with pytest.raises(Refused):
        remove_view(shared, by=actor(other))
    remove_view(shared, by=actor(other, SHARE))
    assert queries.views_of("web.tried", for_=Actor.visitor("")) == []
    with pytest.raises(Refused):
        save_view("web.tried", by=Actor.visitor(""), name="x", is_shared=False, **given)  # type: ignore[arg-type]


def test_views_have_a_name_and_are_not_endless(lin: Account, client: Client) -> None:
    with pytest.raises(Invalid):
        save_view("web.tried", by=actor(lin), name="  ", query="", is_shared=False, now=NOW)
    with pytest.raises(Invalid):
        save_view("web.tried", by=actor(lin), name="长", query="x" * 2001, is_shared=False, now=NOW)
    for number in range(LIMIT):
        save_view("web.tried", by=actor(lin), name=f"视图 {number}", query="", is_shared=False, now=NOW)
    with pytest.raises(Invalid):
        save_view("web.tried", by=actor(lin), name="再一个", query="", is_shared=False, now=NOW)
    answer = client.post("/web/lists/web.tried/views/", {"name": "", "query": "", "next": "/tried/?q=a"})
    assert answer["Location"] == "/tried/?q=a"
    assert "最多 40 个字" in get(client)


def test_columns_are_chosen_ordered_and_reset(client: Client, lin: Account) -> None:
    fill(1)

    def heads() -> list[str]:
        return re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', get(client))

    assert heads() == ["Name", "Rows", "Finished"]
    client.post("/web/lists/web.tried/columns/", {"column": ["format", "name", "nothing"], "next": "/tried/"})
    assert heads() == ["Format", "Name"]
    client.post("/web/lists/web.tried/columns/", {"column": ["rows"], "next": "/tried/"})
    assert heads() == ["Name", "Rows"]  # the main column is always there
    client.post("/web/lists/web.tried/columns/", {"reset": "1", "next": "/tried/"})
    assert heads() == ["Name", "Rows", "Finished"] and not ColumnChoice.objects.exists()
    with pytest.raises(Refused):
        choose_columns("web.tried", by=Actor.visitor(""), columns=["name"], now=NOW)
    with pytest.raises(Invalid):
        choose_columns("web.tried", by=actor(lin), columns=["x" * 61], now=NOW)


def test_what_is_kept_belongs_to_who_is_signed_in(client: Client) -> None:
    client.logout()
    for path in ("/web/lists/web.tried/views/", "/web/lists/web.tried/columns/"):
        assert client.post(path).status_code == 303
        assert "/account/sign-in/" in client.post(path)["Location"]
    assert client.get("/web/lists/web.tried/views/").status_code in {303, 405}


def test_a_list_is_declared_once_and_with_one_main_column() -> None:
    import tests.kernel.web.pages_for_lists  # noqa: F401 - declares "web.tried"

    column = Column("name", "Name", "name", main=True)
    with pytest.raises(ValueError, match="exactly one"):
        List("web.none", columns=(replace(column, main=False),))
    with pytest.raises(ValueError, match="same key"):
        List("web.double", columns=(column, Column("name", "Again", "name")))
    assert known("web.tried").key == "web.tried"
    with pytest.raises(ValueError, match="declared twice"):
        List("web.tried", columns=(column,))
    with pytest.raises(NotFound):
        known("web.nowhere")
    assert known("organization.people").source is not None
    assert ListExport._meta.app_label == "web"
