"""The log as a file: CSV as a stream, XLSX up to what a sheet is read with. Cells never begin like a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.writer.excel import save_workbook

from kernel.events.models import EventRow
from kernel.events.queries import title_of

CSV_ROWS = 200_000
XLSX_ROWS = 20_000


def head() -> list[str]:
    """The titles of the columns."""
    return [
        _("When"),
        _("What was done"),
        _("Kind"),
        _("Done by"),
        _("As"),
        _("Agent for"),
        _("Address"),
        _("Subject"),
        _("Subject's id"),
        _("Before"),
        _("After"),
        _("Details"),
        _("Event's id"),
    ]


def row(event: EventRow) -> list[str]:
    """An event as texts; times in the company's zone with their offset, states as JSON."""
    return [
        timezone.localtime(event.at).isoformat(timespec="milliseconds"),
        str(title_of(event.kind)),
        event.kind,
        event.actor_name,
        event.actor_position_label,
        str(event.agent_for or ""),
        event.address,
        event.subject_label,
        str(event.subject_id or ""),
        _json(event.before),
        _json(event.after),
        _json(event.data),
        str(event.pk),
    ]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it."""
    text = text.replace("\x00", "")
    return (
        f"'{text}"
        if text.lstrip(" \u3000")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} or text[:1] in {"\t", "\r", "\n"}
        else text
    )


def csv_lines(events: Iterable[EventRow]) -> Iterator[bytes]:
    """The file in pieces, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([safe(text) for text in head()])
    for event in events:
        yield writer.writerow([safe(text) for text in row(event)])


def xlsx(events: Iterable[EventRow]) -> bytes:
    """The whole file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Audit log"))
    sheet.freeze_panes = "A2"
    for texts in [head(), *(row(event) for event in events)]:
        sheet.append([_cell(sheet, text) for text in texts])
    out = BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_printable(safe(text)))
    cell.data_type = "s"
    return cell


def _printable(text: str) -> str:
    return "".join(char for char in text if char >= " " or char in "\t\n")[:32_000]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


class _Echo:
    def write(self, text: str) -> bytes:
        return text.encode()
