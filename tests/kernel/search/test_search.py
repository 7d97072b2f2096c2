"""Finding within one's rights: by one character, by two, by pinyin, by number; the best first, page by page."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events import record
from kernel.events.dispatch import drain
from kernel.scope import Scope, scope
from kernel.search.actions.indexing import index, rebuild, remove
from kernel.search.models import SearchEntry
from kernel.search.policies import SearchPolicy
from kernel.search.queries import query
from kernel.search.sources import Document, Source, register
from tests.kernel.search.conftest import FILED, LIN, NOW, WANG, Shelf, titles
from tests.support.databases import ONE, TWO


@pytest.mark.parametrize(
    "text",
    [
        "采",
        "采购",
        "采购管理",
        "管理办法 采购",
        "caigou",
        "guanli",
        "cgglbf",
        "cg",
        "HT-2026-001",
        "ht-2026",
        "2026-00",
        "001",
        "ＨＴ",
        "遵照",
        "“各部门遵照”",
        "张三",
    ],
)
def test_one_paper_is_found_in_many_ways(tenant: Scope, shelf: Shelf, text: str) -> None:
    shelf.add("采购管理办法", body="请各部门遵照执行", words=["HT-2026-001", "张三"])
    shelf.add("考勤制度", body="按时上下班", words=["QS-1999-777"])
    assert titles(text) == ["采购管理办法"]


@pytest.mark.parametrize("text", ["办采", "遵", "“遵照各部门”", "xyz", "", "!", "%", "_", "\\", "'", "购采"])
def test_what_is_not_there_is_not_found(tenant: Scope, shelf: Shelf, text: str) -> None:
    shelf.add("采购管理办法", body="请各部门遵照执行")
    assert titles(text) == []


def test_the_best_comes_first_then_the_newest(tenant: Scope, shelf: Shelf) -> None:
    shelf.add("请看正文", body="其中提到采购", days=0)
    shelf.add("年度采购计划", days=2)
    shelf.add("月度采购计划", days=1)
    shelf.add("采购办法", days=5)
    shelf.add("采购", days=9)
    assert titles("采购") == ["采购", "采购办法", "月度采购计划", "年度采购计划", "请看正文"]


def test_pages_go_on_without_gap_or_double(tenant: Scope, shelf: Shelf) -> None:
    for number in range(23):
        shelf.add(f"采购{number}" if number % 2 else f"年度采购{number}", days=number // 3)
    seen: list[str] = []
    cursor = ""
    for _page in range(10):
        found = query("采购", for_=LIN, cursor=cursor, size=5)
        seen += [hit.plain for hit in found.hits]
        cursor = found.following
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 23
    assert seen == titles("采购", size=50)
    assert titles("采购", cursor="9_nonsense_x", size=50) == seen


def test_rights_are_in_the_statement(tenant: Scope, shelf: Shelf) -> None:
    shelf.add("采购甲", principals=("department:a",))
    mine = shelf.add("采购乙", principals=(f"account:{WANG.account}",))
    shelf.add("采购丙", principals=())
    shelf.add("采购丁")
    assert set(titles("采购")) == {"采购甲", "采购丁"}
    assert set(titles("采购", WANG)) == {"采购乙", "采购丁"}
    assert titles("采购", Actor.visitor()) == []
    assert len(titles("采购", Actor.system("probe"))) == 4
    entry = SearchEntry.objects.get(object_id=mine)
    assert SearchPolicy.find(WANG, entry) and not SearchPolicy.find(LIN, entry)


def test_kinds_and_facets_limit(tenant: Scope, shelf: Shelf) -> None:
    shelf.add("采购甲", facets={"state": "open", "year": 2026})
    shelf.add("采购乙", facets={"state": "closed"})
    assert titles("采购", filters={"state": "open"}) == ["采购甲"]
    assert titles("采购", kinds=["papers.paper"], filters={"year": 2025}) == []
    assert titles("采购", kinds=["other.thing"]) == []


def test_indexing_twice_changes_nothing_and_a_gone_thing_is_taken_out(tenant: Scope, shelf: Shelf) -> None:
    key, other = shelf.add("采购甲"), shelf.add("采购乙")
    first = SearchEntry.objects.get(object_id=key).pk
    index("papers.paper", [key, key], NOW)
    assert SearchEntry.objects.get(object_id=key).pk == first
    del shelf.papers[key]
    index("papers.paper", [key, other])
    assert titles("采购") == ["采购乙"]
    remove("papers.paper", [other])
    assert titles("采购") == []


def test_a_fact_reads_its_thing_again(own_database: str, shelf: Shelf) -> None:
    with scope(ONE):
        account = Account.objects.create(username="lin")
    with scope(TWO):
        Account.objects.create(pk=account.pk, username="lin")
    shelf.papers[account.pk] = _paper("采购甲")
    with scope(ONE):
        record(FILED, account, by=Actor.system("test"))
    drain(ONE)
    with scope(ONE):
        assert titles("采购甲") == ["采购甲"]
    with scope(TWO):
        assert titles("采购甲") == []


def test_a_rebuild_brings_what_is_there_and_takes_what_is_not(own_database: str, shelf: Shelf) -> None:
    with scope(ONE):
        kept, gone = shelf.add("采购甲"), shelf.add("采购乙")
    del shelf.papers[gone]
    shelf.papers[kept] = _paper("采购丙")
    for number in range(600):
        shelf.papers[_key(number)] = _paper(f"第{number}号采购")
    loads = shelf.loads
    assert rebuild(ONE)["papers.paper"] == 601
    assert shelf.loads - loads == 2
    with scope(ONE):
        assert SearchEntry.objects.filter(kind="papers.paper").count() == 601
        assert titles("采购乙") == [] and titles("采购丙") == ["采购丙"]
    with scope(TWO):
        assert not SearchEntry.objects.exists()


def test_indexing_many_takes_few_queries(tenant: Scope, shelf: Shelf) -> None:
    for number in range(200):
        shelf.papers[_key(number)] = _paper(f"采购{number}")
    with CaptureQueriesContext(connections["default"]) as caught:
        index("papers.paper", shelf.ids())
    assert len(caught) <= 3
    titles("采购")
    with CaptureQueriesContext(connections["default"]) as caught:
        titles("采购")
    assert len(caught) <= 4


def test_a_source_that_waits_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody publishes"):
        register(Source("papers.nothing", "x", list, dict, events=("papers.nothing.*",)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="twice"):
        register(Source("papers.paper", "x", list, dict))  # type: ignore[arg-type]


def test_the_page_groups_what_it_finds_and_json_says_the_same(tenant: Scope, shelf: Shelf, client_for, visit) -> None:
    account = Account.objects.create(username="lin", name="林静怡", language="zh-hans")
    client = client_for(account)
    shelf.add("采购<管理>办法", body="请遵照")
    shelf.add("采购密", principals=("person:1",))
    text = client.get("/search/", {"q": "采购"}).content.decode()
    assert "<mark>采购</mark>&lt;管理&gt;办法" in text and "采购密" not in text and "密</a>" not in text
    assert "没有找到" in client.get("/search/", {"q": "没有的"}).content.decode()
    assert (
        client.get("/search/", {"q": "采购", "kind": "papers.paper"}, headers={"HX-Request": "true"}).status_code == 200
    )
    answer = client.get("/search/hits/", {"q": "采购"}).json()
    assert [hit["title"] for hit in answer["hits"]] == ["采购<管理>办法"]
    assert client.get("/search/hits/", {"q": "采购"}, headers={"host": "two.localhost"}).status_code == 303
    assert visit("one").get("/search/").status_code == 303


def _paper(title: str) -> Document:
    return Document(title, "/papers/", NOW, ["all"])


def _key(number: int) -> UUID:
    return UUID(int=0x7000 << 64 | number)
