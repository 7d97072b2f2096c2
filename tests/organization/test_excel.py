"""The workbook: out and in again, what it changes, and what is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.accounts.models import Account
from kernel.policies import Conflict, Refused
from organization import queries
from organization.actions import exchange
from organization.excel import columns, reading, writing
from organization.models import Department, ImportRun, Person, Position, Post, Unit
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("ADM-06")


def book(**sheets: list[list[Any]]) -> bytes:
    """A workbook of rows; the first row of each sheet is its head."""
    made = openpyxl.Workbook()
    del made["Sheet"]
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def look(company: Company, content: bytes) -> ImportRun:
    return exchange.read_workbook(io.BytesIO(content), by=company.boss, name="组织.xlsx", size=len(content))


def words(run: ImportRun) -> str:
    return "\n".join(f"{one['sheet']}:{one['row']} {one['words']}" for one in run.errors)


def test_out_and_in_again_changes_nothing(company: Company) -> None:
    content = exchange.export_organization(by=company.boss)
    run = look(company, content)
    assert run.errors == []
    assert run.counts == {}


def test_out_and_in_again_without_ids_changes_nothing(company: Company) -> None:
    made = openpyxl.load_workbook(io.BytesIO(exchange.export_organization(by=company.boss)))
    for page in made.worksheets:
        for cell in list(page[1]):
            if cell.value in {"系统标识", "人员系统标识"}:
                page.delete_cols(cell.column)
    target = io.BytesIO()
    made.save(target)
    run = look(company, target.getvalue())
    assert words(run) == ""
    assert run.counts == {}


def apply(company: Company, content: bytes) -> ImportRun:
    run = look(company, content)
    assert words(run) == ""
    exchange.start_import(run, by=company.boss)
    run = exchange.apply_workbook(run, by=Company.system)
    assert run.state == "applied", run.failure
    return run


NEW: dict[str, list[list[Any]]] = {
    "单位": [["名称", "编码", "上级单位"], ["和一物业", "WY", "和一集团本部"]],
    "部门": [
        ["单位", "上级部门", "名称"],
        ["和一物业", "客服部/一组", "夜班"],
        ["和一物业", "客服部", "一组"],
        ["和一物业", "", "客服部"],
    ],
    "岗位": [["单位", "名称", "类别"], ["和一物业", "管家", "文职"]],
    "级别": [["单位", "名称", "对应集团级别"], ["和一物业", "管家级", "员工"]],
    "人员": [
        ["姓名", "工号", "登录名", "性别", "手机", "入职日期", "单位", "部门", "岗位", "级别"],
        ["钱多多", "WY001", "qianduoduo", "女", 13811112222, "2026/1/5", "和一物业", "客服部/一组/夜班", "管家", "管家级"],
    ],
    "副岗兼职": [["姓名", "工号", "单位", "部门"], ["钱多多", "WY001", "和一集团本部", "集团办公室"]],
}  # fmt: skip


def test_brings_a_new_unit_with_everything(company: Company) -> None:
    run = apply(company, book(**NEW))
    assert run.counts["departments"] == {"new": 3, "changed": 0}
    person = company.person("钱多多")
    assert person.account is not None and not person.account.has_usable_password()
    assert [seat.kind for seat in queries.seats_of(person.pk)] == ["main", "concurrent"]
    night = Department.objects.get(name="夜班")
    assert [Department.objects.get(pk=key).name for key in night.ancestors] == ["客服部", "一组", "夜班"]
    assert look(company, book(**NEW)).counts == {}
    assert queries.search(queries.active(), "qdd").get() == person


def test_moves_renames_and_corrects(company: Company) -> None:
    made = openpyxl.load_workbook(io.BytesIO(exchange.export_organization(by=company.boss)))
    people = made["人员"]
    head = [cell.value for cell in people[1]]
    for line in people.iter_rows(min_row=2):
        row = dict(zip([str(one).rstrip(" *") for one in head], line, strict=True))
        if row["姓名"].value == "孟繁星":
            row["部门"].value = "采购部"
            row["姓名"].value = "孟凡星"
    for line in made["部门"].iter_rows(min_row=2):
        if line[2].value == "采购部":
            line[2].value = "采购中心"
    for line in people.iter_rows(min_row=2):
        cell = line[head.index("部门")]
        if cell.value == "采购部":
            cell.value = "采购中心"
    target = io.BytesIO()
    made.save(target)
    apply(company, target.getvalue())
    person = company.person("孟凡星")
    assert person.initials == "mfx"
    main = queries.seats_of(person.pk)[0]
    assert main.department is not None and main.department.name == "采购中心"
    assert Position.objects.filter(person=person, ended_on__isnull=False).count() == 1
    assert person.account is not None and person.account.name == "孟凡星"


BAD: list[tuple[str, dict[str, list[list[Any]]], str]] = [
    ("wrong sheet", {"Sheet1": [["a"]]}, "Sheet1:0"),
    ("unknown column", {"人员": [["姓名", "血型"], ["甲", "A"]]}, "人员:1"),
    ("missing column", {"部门": [["名称"], ["甲"]]}, "人员:0"),
    ("formula", {"人员": [["姓名", "工号"], ["甲", '=CONCAT("A","1")']]}, "人员:2"),
    ("no name", {"人员": [["姓名", "工号"], ["", "A1"]]}, "人员:2"),
    ("same sign-in twice", {"人员": [["姓名", "工号", "登录名"], ["甲", "A1", "jia"], ["乙", "A2", "JIA"]]}, "人员:3"),
    ("sign-in of another", {"人员": [["姓名", "工号", "登录名"], ["甲", "A1", "linjingyi"]]}, "人员:2"),
    ("same number twice", {"人员": [["姓名", "工号"], ["甲", "A1"], ["乙", "A1"]]}, "人员:3"),
    ("unknown department", {"人员": [["姓名", "单位", "部门"], ["甲", "和一集团本部", "无此部门"]]}, "人员:2"),
    ("unknown unit", {"人员": [["姓名", "单位"], ["甲", "无此单位"]]}, "人员:2"),
    ("department without unit", {"人员": [["姓名", "部门"], ["甲", "财务部"]]}, "人员:2"),
    ("unknown post", {"人员": [["姓名", "单位", "岗位"], ["甲", "和一集团本部", "船长"]]}, "人员:2"),
    ("no day", {"人员": [["姓名", "入职日期"], ["甲", "去年"]]}, "人员:2"),
    ("no sex", {"人员": [["姓名", "性别"], ["甲", "无"]]}, "人员:2"),
    ("no e-mail", {"人员": [["姓名", "邮箱"], ["甲", "a@"]]}, "人员:2"),
    ("unit without parent", {"单位": [["名称", "上级单位"], ["甲公司", "无此单位"]]}, "单位:2"),
    ("units in a circle", {"单位": [["名称", "上级单位"], ["甲公司", "乙公司"], ["乙公司", "甲公司"]]}, "单位:2"),
    ("itself", {"单位": [["名称", "上级单位"], ["甲公司", "甲公司"]]}, "单位:2"),
    ("the same unit twice", {"单位": [["名称"], ["甲公司"], ["甲公司"]]}, "单位:3"),
    ("department without parent", {"部门": [["单位", "上级部门", "名称"], ["和一集团本部", "无", "甲部"]]}, "部门:2"),
    ("departments in a circle", {"部门": [["单位", "上级部门", "名称", "编码"],
        ["和一集团本部", "乙/甲", "乙", "b"], ["和一集团本部", "甲/乙", "甲", "a"]]}, "部门:2"),
    ("code twice", {"部门": [["单位", "名称", "编码"], ["和一集团本部", "甲", "x"], ["和一集团本部", "乙", "x"]]}, "部门:3"),
    ("no rank", {"级别": [["名称", "级别序号"], ["甲级", "高"]]}, "级别:2"),
    ("rank twice", {"级别": [["名称", "级别序号"], ["甲级", 1]]}, "级别:2"),
    ("unit level stands for nothing", {"级别": [["单位", "名称"], ["和一设计院", "甲级"]]}, "级别:2"),
    ("unknown kind", {"岗位": [["单位", "名称", "类别"], ["和一设计院", "甲", "其它"]]}, "岗位:2"),
    ("side post for nobody", {"副岗兼职": [["姓名", "单位"], ["无此人", "和一设计院"]]}, "副岗兼职:2"),
    ("too long", {"人员": [["姓名"], ["长" * 61]]}, "人员:2"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "place"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_rows_are_told_with_their_place(company: Company, sheets: dict[str, Any], place: str) -> None:
    run = look(company, book(**sheets))
    assert run.state == "refused"
    if place != "人员:0":
        assert place in words(run), words(run)
    with pytest.raises(Conflict):
        exchange.start_import(run, by=company.boss)


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<a>" + b" " * (450 * 1024 * 1024))
    return target.getvalue()


def declared() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "size", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None, ".xlsx"),
        ("姓名,工号\n".encode(), None, "xlsx"),
        (b"PK\x03\x04" + bytes(50), None, ".xlsx"),
        (b"PK", 50 * 1024 * 1024 + 1, "50 MB"),
        (b"", None, "xlsx"),
        (declared(), None, ""),
    ],
    ids=["xls", "csv", "broken", "large", "empty", "declarations"],
)
def test_files_that_are_no_workbook(company: Company, content: bytes, size: int | None, said: str) -> None:
    rows, errors = reading.read(io.BytesIO(content), len(content) if size is None else size)
    assert rows == {}
    assert len(errors) == 1 and said in errors[0]["words"]


def test_a_bomb_is_not_unpacked() -> None:
    """It is refused by its directory: nothing is read out of it."""
    content = bomb()
    unpacked: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            part = super().read(-1 if size is None else size)
            unpacked.append(len(part))
            return part

    rows, errors = reading.read(Watched(content), len(content))
    assert rows == {} and len(errors) == 1
    assert sum(unpacked) < 1_000_000


def test_all_or_nothing(company: Company) -> None:
    people = Person.objects.count()
    run = look(company, book(人员=[["姓名", "工号"], ["甲", "A1"], ["乙", "HY0001"], ["", "A3"]]))
    assert run.state == "refused"
    assert Person.objects.count() == people


def test_refused_when_it_no_longer_fits(company: Company) -> None:
    run = look(company, book(人员=[["姓名", "登录名"], ["新人", "xinren"]]))
    exchange.start_import(run, by=company.boss)
    Account.objects.create(username="xinren")
    run = exchange.apply_workbook(run, by=Company.system)
    assert run.state == "failed"
    assert "xinren" in run.failure
    assert not Person.objects.filter(name="新人").exists()


def test_only_for_group_administrators(company: Company) -> None:
    with pytest.raises(Refused):
        exchange.export_organization(by=company.actor("赵一鸣"))
    with pytest.raises(Refused):
        exchange.read_workbook(io.BytesIO(b""), by=company.employee, name="x", size=0)


@given(st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_paths_are_read_as_they_were_written(names: list[str]) -> None:
    assert columns.split_path(columns.join_path(names)) == names


AWKWARD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # each example fills a schema
@given(
    names=st.lists(AWKWARD, min_size=2, max_size=5, unique=True),
    people=st.lists(st.tuples(AWKWARD, st.sampled_from(["", "m", "f"]), st.integers(1, 30_000)), max_size=6),
)
def test_whatever_there_is_survives_the_file(
    names: list[str], people: list[tuple[str, str, int]], django_db_blocker: Any, django_db_setup: str
) -> None:
    from kernel.scope import abandon, scope
    from tests.support.databases import ONE

    with django_db_blocker.unblock(), scope(ONE):
        unit = Unit(name=names[0], path="")
        unit.path = f"{unit.pk.hex}/"
        unit.save()
        above = None
        for name in names[1:]:
            made = Department(unit=unit, parent=above, name=name, path="")
            made.path = (above.path if above else "") + f"{made.pk.hex}/"
            made.save()
            above = made
        post = Post(unit=unit, name=names[1])
        post.save()
        for name, sex, order in people:
            person = Person(name=name, sex=sex, order=order, note=name).read_name()
            person.save()
            Position(person=person, unit=unit, department=above, post=post, started_on="2026-01-01").save()
        content, counts = writing.workbook()
        rows, errors = reading.read(io.BytesIO(content), len(content))
        from organization.excel.plan import Plan

        plan = Plan(rows).make()
        assert errors == [] and plan.errors == []
        assert plan.changes.counts() == {}
        assert counts["people"] == len(people)
        abandon()


def test_many_people_at_once(company: Company) -> None:
    """How long ten thousand take is measured by `tongban bench exchange`."""
    departments = [["单位", "上级部门", "名称"]] + [["和一设计院", "", f"{number}室"] for number in range(40)]
    people: list[list[Any]] = [["姓名", "工号", "登录名", "手机", "单位", "部门", "岗位", "级别"]]
    for number in range(1200):
        people.append(
            [f"测试{number}", f"T{number}", f"test{number}", str(13600000000 + number), "和一设计院", f"{number % 40}室",
             "设计师", "设计人员"]
        )  # fmt: skip
    content = book(部门=departments, 人员=people)
    apply(company, content)
    assert Person.objects.count() == 1_320
    assert look(company, content).counts == {}
