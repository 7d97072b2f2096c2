"""Ten thousand people from an Excel workbook: read and compared, applied, and the organisation's own export again."""

from __future__ import annotations

import io
from argparse import Namespace
from typing import Any

import openpyxl

from tests.support.measuring import Result, bar, in_own_process, milliseconds, say

PEOPLE = 10_000
LIMIT_SECONDS = 60.0


def run(args: Namespace) -> Result:
    """Figures in seconds; the bar is reading and applying together."""
    return in_own_process(__name__, args)


def measure(scale: float) -> Result:
    """One import into the showcase company, and the same file once more."""
    from kernel.actor import Actor
    from kernel.scope import scope
    from kernel.showcase import Showcase
    from organization import seed
    from organization.actions import exchange
    from organization.models import ImportRun, Person
    from tests.support.databases import ONE

    by, many = Actor.system("bench"), max(100, round(PEOPLE * scale))
    content = _workbook(many)
    figures: dict[str, Any] = {"people": many, "megabytes": round(len(content) / 1e6, 1)}
    runs: list[ImportRun] = []

    def look(file: bytes) -> None:
        with scope(ONE):
            runs.append(exchange.read_workbook(io.BytesIO(file), by=by, name="组织.xlsx", size=len(file)))

    def apply() -> None:
        with scope(ONE):
            exchange.start_import(runs[-1], by=by)
            exchange.apply_workbook(runs[-1], by=by)

    with scope(ONE):
        seed.run(Showcase("heyi-2026"))
    say(f"{many} people")
    figures["read and compare, s"] = _seconds(lambda: look(content))
    assert runs[-1].errors == [], runs[-1].errors[:3]
    figures["apply, s"] = _seconds(apply)
    with scope(ONE):
        assert Person.objects.count() == many + seed.PEOPLE
    figures["the same file again, s"] = _seconds(lambda: look(content))
    same = runs[-1].counts == {}
    exported: list[bytes] = []

    def export() -> None:
        with scope(ONE):
            exported.append(exchange.export_organization(by=by))

    figures["export, s"] = _seconds(export)
    figures["the export again, s"] = _seconds(lambda: look(exported[0]))
    unchanged = same and runs[-1].counts == {} and runs[-1].errors == []
    total = figures["read and compare, s"] + figures["apply, s"]
    return {
        "figures": figures,
        "bars": [
            bar("read and applied, s", total, LIMIT_SECONDS),
            {"name": "in again changes nothing", "value": int(unchanged), "limit": 1, "ok": unchanged},
        ],
    }


def _seconds(do: Any) -> float:
    return round(milliseconds(do) / 1000, 2)


def _workbook(many: int) -> bytes:
    book = openpyxl.Workbook()
    departments = book.active
    assert departments is not None
    departments.title = "部门"
    departments.append(["单位", "上级部门", "名称"])
    rooms = max(10, many // 50)
    for number in range(rooms):
        departments.append(["和一设计院", "", f"{number}室"])
    people = book.create_sheet("人员")
    people.append(["姓名", "工号", "登录名", "手机", "单位", "部门", "岗位", "级别"])
    for number in range(many):
        people.append(
            [f"测试{number}", f"T{number}", f"test{number}", str(13600000000 + number), "和一设计院",
             f"{number % rooms}室", "设计师", "设计人员"]
        )  # fmt: skip
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
