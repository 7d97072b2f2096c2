"""A list as a file: every row that the filters leave, in the columns on the screen. Cells cannot become formulas."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kernel.actor import Actor
from kernel.scope import current, streamed
from kernel.web import queries
from kernel.web.access import actor_of
from kernel.web.actions.exports import ask_export, note_export
from kernel.web.answers import go
from kernel.web.lists.seeking import ordered, terms

if TYPE_CHECKING:
    from kernel.web.lists.definition import List

#: Lists with more rows are written in the background, for those who are signed in.
AT_ONCE = 5_000
#: What a sheet of Excel takes, less its head.
XLSX_ROWS = 1_048_575
CHUNK = 2_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
Progress = Callable[[int], object]


def export(request: HttpRequest, definition: List, rows: QuerySet[Any] | None, format: str) -> HttpResponseBase:
    """The file at once, or for a long list the page that shows how its writing goes. Either is a fact."""
    actor, query = actor_of(request), request.GET.urlencode()
    chosen = _chosen(definition, definition.rows_for(actor) if rows is None else rows, query)
    if actor.is_signed_in and definition.source is not None and chosen[: AT_ONCE + 1].count() > AT_ONCE:
        asked = ask_export(
            definition.key, by=actor, format=format, query=query, rows=chosen.count(), now=datetime.now(UTC)
        )
        return go(request, reverse("web:export", args=[asked.id]))
    if actor.is_signed_in:
        note_export(definition.key, by=actor, format=format, query=query)
    lines = _lines(definition, chosen, actor)
    response: HttpResponseBase
    if format == "csv":
        here, language = current(), translation.get_language()
        response = StreamingHttpResponse(_csv(_spoken(streamed(here, lines), language)), content_type=TYPES["csv"])
    else:
        response = FileResponse(_workbook(lines()), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, file_name(definition.key, format)) or ""
    return response


def written(
    definition: List, query: str, format: str, *, for_: Actor, progress: Progress = lambda done: None
) -> BinaryIO:
    """The file of a list for an actor, by the query of its address; `progress` hears how many rows are written."""
    rows = _chosen(definition, definition.rows_for(for_), query)
    lines = _lines(definition, rows, for_, progress)
    if format == "xlsx":
        return _workbook(lines())
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    file.writelines(_csv(lines()))
    file.seek(0)
    return file


def file_name(key: str, format: str) -> str:
    """A name that says which list it is, and of when: "people-20261125-0930.xlsx"."""
    return f"{key.rpartition('.')[2]}-{datetime.now(UTC):%Y%m%d-%H%M}.{format}"


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; control characters are left out."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    looks = text.lstrip(" \u3000\xa0")
    return "'" + text if looks.startswith(_FORMULA) or text.startswith(("\t", "\r", "\n")) else text


def _chosen(definition: List, rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    sent = QueryDict(query)
    _sort, by, descending = definition.sort_of(sent.get("sort", "") or "")
    narrowed = definition.narrowed(rows, {name: sent.getlist(name) for name in sent})
    return ordered(narrowed, terms(rows, by, is_descending=descending))


def _lines(
    definition: List, rows: QuerySet[Any], actor: Actor, progress: Progress = lambda done: None
) -> Callable[[], Iterator[list[Any]]]:
    columns = definition.chosen_columns(queries.columns_of(definition.key, for_=actor))

    def lines() -> Iterator[list[Any]]:
        yield [safe(str(column.title)) for column in columns]
        for number, row in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
            yield [safe(column.exported_for(row)) for column in columns]
            if number % CHUNK == 0:
                progress(number)

    return lines


def _spoken(lines: Iterator[list[Any]], language: str | None) -> Iterator[list[Any]]:
    """The lines in the language of who asked: they are fetched when the request has forgotten it."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _csv(lines: Iterable[list[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    # Excel takes the file for UTF-8 only with this mark in front.
    yield b"\xef\xbb\xbf"
    for line in lines:
        writer.writerow(line)
        if buffer.tell() > 32_768:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _workbook(lines: Iterable[list[Any]]) -> BinaryIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines):
        if number > XLSX_ROWS:
            break
        cells: list[Any] = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=value[:32_000] if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    book.save(file)
    file.seek(0)
    return file
