"""The search by the API: what one may see, page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.scope import scope
from tests.kernel.search.conftest import SHELF, shelf
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.usefixtures(shelf.__name__)
Programs = Callable[..., Program]


def put(title: str, days: int = 0, **options: tuple[str, ...]) -> None:
    with scope(ONE):
        SHELF.add(title, days=days, **options)


def test_one_finds_what_one_may_see_page_by_page(program: Programs) -> None:
    lin = program("lin")
    for number in range(3):
        put(f"季度报告 {number}", number)
    put("季度报告 机密", principals=("department:other",))
    first = told(lin.get("search/hits/?q=季度&limit=2"))
    assert [hit["title"] for hit in first["items"]] == ["季度报告 0", "季度报告 1"]
    assert "<mark>" in first["items"][0]["title_html"]
    second = told(lin.get(first["next"]))
    assert [hit["title"] for hit in second["items"]] == ["季度报告 2"] and second["next"] is None
    assert len(told(lin.get("search/hits/?q=季度&kind=papers.paper"))["items"]) == 3
    assert told(lin.get("search/hits/?q=季度&kind=other.thing"))["items"] == []
    assert "papers.paper" in {row["kind"] for row in told(lin.get("search/kinds/"))["items"]}


def test_what_is_looked_for_must_be_said(program: Programs) -> None:
    lin = program("lin")
    assert lin.get("search/hits/").status_code == 422
    assert lin.get("search/hits/?q=").status_code == 422
    assert lin.get("search/hits/?q=林&limit=0").status_code == 422
    assert told(lin.get("search/hits/?q=没有这样的东西")) == {"items": [], "next": None, "previous": None}
    assert isinstance(told(lin.get("search/kinds/"))["items"], list)
    assert Program().get("search/hits/?q=林").status_code == 401
