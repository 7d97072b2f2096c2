"""Writing the workbook: the whole organisation, or an empty template with an explanation."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from organization.excel.columns import (
    DEPARTMENTS,
    EXPLANATION,
    KINDS,
    LEVELS,
    PEOPLE,
    POSTS,
    SEATS,
    SEXES,
    UNITS,
    Sheet,
    join_path,
)
from organization.models import Department, Level, Person, Position, Post, Unit
from organization.queries.people import departed

_HELP = (
    "带 * 的列必须填写。空白单元格表示清空该项；整列删除表示不改动该项。",
    "上级部门、部门：从最上级写起，用 / 分隔，例如：集团办公室/文秘科。部门名称本身含 / 时写作 \\/。",
    "系统标识由系统导出，用于识别改名或调整过的单位、部门和人员；新增的行留空。",
    "级别：单位一列留空表示集团级别；单位级别须填写对应集团级别。",
    "人员：写明单位即为主岗；单位留空则不改动其任职。登录名留空不会取消已有账号。",
    "不在表中的单位、部门和人员不会被改动；离职、停用、撤销请在系统中办理。",
    "一行有错，整份文件都不会导入。",
)


def workbook(*, template: bool = False) -> tuple[bytes, dict[str, int]]:
    """The file and how many rows each sheet has. A template has none. About ten queries whatever the size."""
    book = Workbook(write_only=True)
    counts: dict[str, int] = {}
    rows = {} if template else _everything()
    for sheet in (UNITS, DEPARTMENTS, POSTS, LEVELS, PEOPLE, SEATS):
        counts[sheet.name] = _write(book, sheet, rows.get(sheet.name, []))
    page = book.create_sheet(EXPLANATION)
    page.column_dimensions["A"].width = 100
    for line in _HELP:
        page.append([line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), counts


def _write(book: Workbook, sheet: Sheet, rows: Iterable[dict[str, Any]]) -> int:
    page = book.create_sheet(sheet.title)
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = chr(ord("A") + number - 1)
        page.column_dimensions[letter].width = column.width
        if column.name in {"id", "person_id"}:
            page.column_dimensions[letter].hidden = True
    head = []
    for column in sheet.columns:
        cell = WriteOnlyCell(page, value=column.heading + (" *" if column.required else ""))
        cell.font = Font(bold=True)
        head.append(cell)
    page.append(head)
    count = 0
    for row in rows:
        page.append([_cell(page, row.get(column.name, "")) for column in sheet.columns])
        count += 1
    return count


def _cell(page: Any, value: Any) -> Any:
    """Text stays text: a name that begins with "=" must not become a formula in the reader's Excel."""
    if isinstance(value, int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value or ""))
    if not text:
        return None
    cell = WriteOnlyCell(page, value=text)
    if text[0] in "=+-@":
        cell.data_type = "s"
    return cell


def _everything() -> dict[str, list[dict[str, Any]]]:
    units = {one.pk: one for one in Unit.objects.filter(closed_at=None).order_by("path")}
    departments = {
        one.pk: one for one in Department.objects.filter(closed_at=None).order_by("unit__order", "unit", "path")
    }
    kinds = {code: name for name, code in KINDS.items()}
    levels = list(Level.objects.filter(closed_at=None).select_related("unit", "group_level").order_by("rank", "name"))
    levels.sort(key=lambda one: one.unit_id is not None)
    people, seats = _people(departments)
    return {
        "units": [
            {
                "name": one.name, "short_name": one.short_name, "code": one.code, "order": one.order,
                "parent": units[one.parent_id].name if one.parent_id in units else "", "address": one.address,
                "phone": one.phone, "id": one.pk,
            }
            for one in units.values()
        ],
        "departments": [
            {
                "unit": units[one.unit_id].name, "name": one.name, "short_name": one.short_name, "code": one.code,
                "parent": department_path(one.parent_id, departments), "order": one.order, "phone": one.phone, "id": one.pk,
            }
            for one in departments.values()
            if one.unit_id in units
        ],
        "posts": [
            {
                "unit": units[one.unit_id].name, "name": one.name, "code": one.code, "kind": kinds[one.kind],
                "note": one.note, "order": one.order, "id": one.pk,
            }
            for one in Post.objects.filter(closed_at=None).order_by("unit__order", "order", "name")
            if one.unit_id in units
        ],
        "levels": [
            {
                "unit": one.unit.name if one.unit else "", "name": one.name, "code": one.code, "rank": one.rank,
                "group_level": one.group_level.name if one.group_level else "", "id": one.pk,
            }
            for one in levels
        ],
        "people": people,
        "seats": seats,
    }  # fmt: skip


def _people(departments: dict[UUID, Department]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    mains: dict[UUID, dict[str, Any]] = {}
    sides: list[dict[str, Any]] = []
    positions = (
        Position.objects.filter(ended_on=None)
        .exclude(person__in=Person.objects.filter(departed()))
        .select_related("person", "unit", "post", "level")
        .order_by("person__sort_key", "person", "order", "started_on")
    )
    for seat in positions:
        place = {
            "unit": seat.unit.name,
            "department": department_path(seat.department_id, departments),
            "post": seat.post.name if seat.post else "",
            "level": seat.level.name if seat.level else "",
        }
        if seat.kind == Position.Kind.MAIN:
            mains[seat.person_id] = place
        else:
            sides.append({"name": seat.person.name, "code": seat.person.code, "person_id": seat.person_id, **place})
    sexes = {code: name for name, code in SEXES.items()}
    people = [
        {
            "name": one.name, "code": one.code, "sign_in": one.account.username if one.account else "",
            "sex": sexes[one.sex], "mobile": one.mobile, "phone": one.phone, "email": one.email,
            "entered_on": one.entered_on.isoformat() if one.entered_on else "", "order": one.order, "note": one.note,
            "id": one.pk, **mains.get(one.pk, {}),
        }
        for one in Person.objects.filter(~departed()).select_related("account").order_by("order", "sort_key", "pk")
    ]  # fmt: skip
    return people, sides


def department_path(key: UUID | None, departments: dict[UUID, Department]) -> str:
    """A department with all above it, as written in the file; empty for none."""
    if key is None or key not in departments:
        return ""
    return join_path([departments[above].name for above in departments[key].ancestors if above in departments])
