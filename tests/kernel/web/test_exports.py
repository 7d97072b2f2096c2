"""Lists as files: the whole of what the filters leave, formulas made harmless, long ones in the background."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.files.models import File
from kernel.notices.models import Notice
from kernel.policies import NotFound, Refused
from kernel.web import queries
from kernel.web.actions.exports import KEPT, ask_export, fail_export, finish_export
from kernel.web.lists import background, exporting
from kernel.web.lists.exporting import safe
from kernel.web.models import ListExport
from kernel.web.tasks import clear_exports, write_export
from tests.kernel.web.conftest import NOW, fill


def table(answer: Any) -> list[list[str]]:
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_holds_every_filtered_row_in_the_columns_on_the_screen(client: Client, lin: Account) -> None:
    fill(25)
    client.post("/web/lists/web.tried/columns/", {"column": ["rows", "name"], "next": "/"})
    answer = client.get("/tried/?export=csv&rows=1&sort=name")
    assert answer["Content-Disposition"].startswith("attachment")
    found = table(answer)
    assert found[0] == ["Rows", "Name"] and len(found) == 1 + 8 and found[1] == ["1", "第 001 行"]
    noted = EventRow.objects.get(kind="web.list.exported")
    assert noted.data["list"] == "web.tried" and "rows=1" in noted.data["query"]


def test_a_workbook_keeps_numbers_and_moments_as_such(client: Client) -> None:
    fill(2, finished_at=NOW)
    content = b"".join(client.get("/tried/?export=xlsx&sort=name").streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0] == ("Name", "Rows", "Finished")
    assert rows[2][:2] == ("第 001 行", 1) and rows[2][2].hour == 17  # type: ignore[union-attr]


def test_formulas_of_a_row_stay_text(client: Client) -> None:
    fill(1, query='=HYPERLINK("http://x","y")')
    assert table(client.get("/tried/?export=csv"))[1][0] == '\'=HYPERLINK("http://x","y")'
    content = b"".join(client.get("/tried/?export=xlsx").streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None and sheet["A2"].data_type == "s" and str(sheet["A2"].value).startswith("'=")


@given(st.text(max_size=40))
def test_no_text_begins_like_a_formula(text: str) -> None:
    made = safe(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not made.lstrip(" \u3000\xa0").startswith(("=", "+", "-", "@"))


@pytest.fixture
def long(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(exporting, "AT_ONCE", 10)
    monkeypatch.setattr(exporting, "CHUNK", 4)
    return client


@pytest.mark.feature("PER-01")
def test_a_long_list_is_written_in_the_background_and_fetched_by_who_asked(long: Client, lin: Account) -> None:
    fill(14)
    answer = long.get("/tried/?export=xlsx&sort=name")
    asked = ListExport.objects.get(list_key="web.tried", owner=lin.pk)
    assert answer.status_code == 303 and answer["Location"] == f"/web/exports/{asked.pk}/"
    page = long.get(answer["Location"]).content.decode()
    assert "正在写入 14 行" in page and 'hx-trigger="load delay:2s"' in page
    assert long.get(f"/web/exports/{asked.pk}/content/").status_code == 404
    write_export.run(asked.pk)
    asked.refresh_from_db()
    assert asked.file is not None
    file = File.objects.get(pk=asked.file)
    assert file.created_by_account == lin.pk and file.name.endswith(".xlsx")
    assert "下载文件" in long.get(answer["Location"]).content.decode()
    assert long.get(f"/web/exports/{asked.pk}/content/")["Location"].startswith("http")
    write_export.run(asked.pk)  # twice is once
    assert File.objects.count() == 1


def test_the_progress_grows_while_it_is_written(long: Client, lin: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(14)
    long.get("/tried/?export=csv")
    asked = ListExport.objects.get(owner=lin.pk)
    seen: list[int] = []
    keeper = background._keeper(asked)

    def watched(done: int) -> None:
        keeper(done)
        seen.append(background.percent(asked))

    monkeypatch.setattr(background, "_keeper", lambda asked: watched)
    write_export.run(asked.pk)
    asked.refresh_from_db()
    assert seen == [28, 57, 85] and background.percent(asked) == 100


def test_whoever_asked_is_told(long: Client, lin: Account) -> None:
    fill(14)
    long.get("/tried/?export=csv")
    asked = ListExport.objects.get(owner=lin.pk)
    write_export.run(asked.pk)
    from kernel.web.handlers import tell_failed, tell_ready

    row = EventRow.objects.get(kind="web.export.finished")
    tell_ready(row)
    tell_ready(row)
    told = Notice.objects.get(account=lin)
    assert told.url == f"/web/exports/{asked.pk}/"
    fail_export(asked, by=Actor.system("export"), now=NOW)
    tell_failed(EventRow.objects.get(kind="web.export.failed"))
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("key", ["web.nowhere", "events.log"])
def test_what_cannot_be_written_says_so(client: Client, lin: Account, key: str) -> None:
    """The list is gone, or the right to see it is."""
    by = Actor(kind="person", account=lin.pk, name=lin.name)
    gone = ask_export(key, by=by, format="csv", query="", rows=6000, now=NOW)
    write_export.run(gone.pk)
    gone.refresh_from_db()
    assert gone.failed_at is not None
    assert "无法导出" in client.get(f"/web/exports/{gone.pk}/").content.decode()


def test_exports_belong_to_who_asked_and_only_the_background_finishes_them(lin: Account) -> None:
    by, other = (Actor(kind="person", account=key, name="x") for key in (lin.pk, UUID(int=9)))
    asked = ask_export("web.tried", by=by, format="csv", query="", rows=1, now=NOW)
    assert queries.list_export(asked.pk, for_=by) == asked
    for one in (other, Actor.visitor("")):
        with pytest.raises(NotFound):
            queries.list_export(asked.pk, for_=one)
    with pytest.raises(Refused):
        ask_export("web.tried", by=Actor.visitor(""), format="csv", query="", rows=1, now=NOW)
    with pytest.raises(Refused):
        finish_export(asked, by=by, file=UUID(int=3), now=NOW)
    with pytest.raises(Refused):
        fail_export(asked, by=by, now=NOW)


def test_old_exports_are_cleared_with_their_files(long: Client, lin: Account) -> None:
    fill(14)
    long.get("/tried/?export=csv")
    asked = ListExport.objects.get(owner=lin.pk)
    write_export.run(asked.pk)
    clear_exports.run()
    assert ListExport.objects.filter(owner=lin.pk).exists()
    ListExport.objects.filter(pk=asked.pk).update(asked_at=NOW - KEPT - timedelta(days=400))
    clear_exports.run()
    assert not ListExport.objects.filter(owner=lin.pk).exists()
    assert File.objects.get().deleted_at is not None
