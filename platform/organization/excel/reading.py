"""Reading a workbook that somebody sends: what it is, how big it gets, and its cells as plain text."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _

from organization.excel.columns import EXPLANATION, SHEETS, Sheet

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_ROWS = 50_000
MAX_ERRORS = 200

Rows = dict[str, list[dict[str, Any]]]
Errors = list[dict[str, Any]]


def error(words: str, sheet: str = "", row: int = 0) -> dict[str, Any]:
    """One thing that is wrong, where (row 0: the whole sheet), in plain words."""
    return {"sheet": sheet, "row": row, "words": words}


def read(file: BinaryIO, size: int) -> tuple[Rows, Errors]:
    """The rows by sheet, each {"row": number, column name: text}, and what is wrong with the file.

    Only columns that the sheet has are in a row. Never raises for a bad file.
    """
    words = _refused(file, size)
    if words:
        return {}, [error(words)]
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False)
    except Exception:
        # openpyxl raises whatever its parsers raise; whichever it is, the file is not a workbook to us.
        return {}, [error(_("The file is damaged or not an Excel workbook. Save it again as .xlsx and try once more."))]
    try:
        return _sheets(book)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, EOFError):
        return {}, [error(_("The file is damaged or not an Excel workbook. Save it again as .xlsx and try once more."))]
    finally:
        book.close()


def _refused(file: BinaryIO, size: int) -> str:
    if size > MAX_BYTES:
        return _("The file is larger than 50 MB. Split it, or remove pictures and unused sheets.")
    head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _("This is an old .xls file or one locked with a password. Save it without password as .xlsx.")
    if not head.startswith(b"PK"):
        return _("This is not an Excel workbook (.xlsx).")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _bomb(archive)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return _("The file is damaged or not an Excel workbook. Save it again as .xlsx and try once more.")


def _bomb(archive: zipfile.ZipFile) -> str:
    """Words when unpacking would not be safe; the sizes in the directory are checked against what really comes out."""
    too_large = _("Unpacked, this file would be far larger than an organisation can be; it is not read.")
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if total > MAX_UNPACKED or len(infos) > 2000 or (total > 20 * 1024 * 1024 and total / packed > MAX_RATIO):
        return too_large
    for info in infos:
        if not info.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(info) as part:
            if b"<!DOCTYPE" in part.read(2048):
                return _("This file holds declarations that an Excel workbook never has; it is not read.")
            seen = 2048
            while chunk := part.read(1 << 20):
                seen += len(chunk)
                if seen > info.file_size + 4096:
                    return too_large
    return ""


def _sheets(book: Any) -> tuple[Rows, Errors]:
    rows: Rows = {}
    errors: Errors = []
    known = {sheet.title: sheet for sheet in SHEETS}
    for worksheet in book.worksheets:
        title = worksheet.title.strip()
        if title in known:
            rows[known[title].name] = _rows(worksheet, known[title], errors)
        elif title != EXPLANATION:
            names = "、".join(known)
            errors.append(error(_("There is no sheet of this name in the format. Sheets are: %s.") % names, title))
    if not rows and not errors:
        errors.append(error(_("None of the sheets that are needed is in this file. Start from the template.")))
    return rows, errors


def _rows(worksheet: Any, sheet: Sheet, errors: Errors) -> list[dict[str, Any]]:
    lines = worksheet.iter_rows(max_col=40)
    head = next(lines, ())
    columns = []
    for cell in head:
        heading = str(cell.value or "").strip()
        column = sheet.by_heading(heading) if heading else None
        if heading and column is None:
            errors.append(error(_("The column “%s” is not known in this sheet.") % heading, sheet.title, 1))
        columns.append(column)
    given = {column.name for column in columns if column}
    for column in sheet.columns:
        if column.required and column.name not in given:
            errors.append(error(_("The column “%s” is missing.") % column.heading, sheet.title, 1))
    if any(one["sheet"] == sheet.title for one in errors):
        return []
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=2):
        if number > MAX_ROWS + 1:
            errors.append(error(_("More than %d rows: split the file.") % MAX_ROWS, sheet.title, number))
            return rows
        row = _row(line, columns, sheet, number, errors)
        if any(value for name, value in row.items() if name != "row"):
            _require(row, sheet, errors)
            rows.append(row)
    return rows


def _row(line: Any, columns: list[Any], sheet: Sheet, number: int, errors: Errors) -> dict[str, Any]:
    row: dict[str, Any] = {"row": number}
    for cell, column in zip(line, columns, strict=False):
        if column is None:
            continue
        if getattr(cell, "data_type", "") == "f":
            words = _("“%s” holds a formula. Paste it as a value.") % column.heading
            errors.append(error(words, sheet.title, number))
            row[column.name] = ""
            continue
        text = plain(cell.value)
        if len(text) > column.longest:
            words = _("“%(heading)s” is longer than %(longest)d characters.")
            errors.append(error(words % {"heading": column.heading, "longest": column.longest}, sheet.title, number))
        row[column.name] = text
    for column in columns:
        if column is not None:
            row.setdefault(column.name, "")
    return row


def _require(row: dict[str, Any], sheet: Sheet, errors: Errors) -> None:
    for column in sheet.columns:
        if column.required and not row.get(column.name):
            errors.append(error(_("“%s” is empty.") % column.heading, sheet.title, row["row"]))


def plain(value: Any) -> str:
    """A cell as text: numbers without a decimal point that says nothing, days as 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()


def as_file(content: bytes) -> BinaryIO:
    """Bytes as a file to read; for tests and stored copies."""
    return io.BytesIO(content)
