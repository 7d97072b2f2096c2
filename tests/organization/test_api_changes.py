"""What administrators and people change by programs: the same acts as the pages, the same refusals, each done once."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from kernel.events.models import EventRow
from organization import workbooks
from organization.models import (
    Administrator,
    ChangeSet,
    Contact,
    Department,
    ImportRun,
    Person,
    PersonGroup,
    Position,
    Role,
)
from organization.tasks import apply_import
from tests.kernel.files.conftest import bucket, http
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("SAAS-07")
NOBODY = "00000000-0000-7000-8000-000000000000"


class Caller:
    """Somebody who asks the endpoints of the organisation (or, with a leading /, any)."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        answer: Any = self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/organization/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        return answer  # type: ignore[no-any-return]

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 0) -> Any:
        """The JSON of an answer of the expected status (by itself: 201 for POST of a list, else 200 or 204)."""
        answer = self.ask(method, path, body)
        assert answer.status_code in ({status} if status else {200, 201, 204}), (path, answer.content.decode())
        return json.loads(answer.content) if answer.content else None


By = Callable[[str], Caller]


@pytest.fixture
def by(company: Company, client_for: Callable[..., Client]) -> By:
    return lambda name: Caller(client_for(company.person(name).account))


@pytest.fixture
def boss(by: By) -> Caller:
    return by("何欣")


def facts() -> list[str]:
    return list(EventRow.objects.order_by("at", "id").values_list("kind", flat=True))


def test_a_role_is_made_given_changed_taken_back_and_deleted(company: Company, boss: Caller) -> None:
    rights = [row["value"] for row in boss("GET", "rights/")["items"]]
    menus = [row["value"] for row in boss("GET", "menus/")["items"]]
    assert "webhooks.manage" in rights and "organization.manage" not in rights and "organization" in menus
    role = boss(
        "POST", "roles/", {"name": "接口管理员", "rights": ["webhooks.manage"], "menus": ["webhooks"]}, status=201
    )
    one = f"roles/{role['id']}/"
    person = company.person("孟繁星")
    given = boss("POST", f"{one}grants/", {"principals": [f"person:{person.pk}"]}, status=201)
    assert company.actor("孟繁星").may("webhooks.manage")
    changed = boss("PATCH", one, {"rights": [], "second_factor": True})
    assert changed["rights"] == [] and changed["menus"] == ["webhooks"] and changed["second_factor"]
    assert changed["grants"][0]["id"] == given[0]["id"]
    boss("DELETE", f"grants/{given[0]['id']}/")
    boss("GET", f"grants/{given[0]['id']}/", status=404)
    boss("DELETE", one)
    assert not Role.objects.filter(pk=role["id"]).exists()
    marks = [kind for kind in facts() if kind.startswith("organization.role")]
    assert marks == [f"organization.role.{verb}" for verb in ("made", "granted", "edited", "withdrawn", "deleted")]


def test_roles_keep_their_rules(company: Company, boss: Caller, by: By) -> None:
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"name": "越权", "rights": ["organization.manage"]}, 422),
        ({"name": "没有的模块", "menus": ["nothing"]}, 422),
        ({"name": ""}, 422),
        ({"name": "x", "unit": NOBODY}, 404),
    ]
    for body, status in wrong:
        boss("POST", "roles/", body, status=status)
    employee = boss("GET", "roles/")["items"][0]
    boss("DELETE", f"roles/{employee['id']}/", status=409)
    assert boss("PATCH", f"roles/{employee['id']}/", {"rights": None})["rights"] == employee["rights"]
    boss("POST", f"roles/{employee['id']}/grants/", {"principals": []}, status=422)
    boss("POST", f"roles/{employee['id']}/grants/", {"principals": [f"person:{NOBODY}"]}, status=422)
    unit_boss = by("赵一鸣")
    unit_boss("POST", "roles/", {"name": "集团角色"}, status=403)
    unit = str(company.unit("SJ").pk)
    own = unit_boss("POST", "roles/", {"name": "院内角色", "unit": unit, "menus": ["organization"]}, status=201)
    unit_boss("POST", "roles/", {"name": "院内角色二", "unit": unit, "rights": ["webhooks.manage"]}, status=403)
    by("孟繁星")("PATCH", f"roles/{own['id']}/", {"name": "x"}, status=403)


def test_administrators_are_appointed_and_revoked(company: Company, boss: Caller, by: By) -> None:
    chen, unit = str(company.person("陈立").pk), str(company.unit("JS").pk)
    made = boss("POST", "administrators/", {"person": chen, "kind": "unit", "unit": unit}, status=201)
    assert boss("POST", "administrators/", {"person": chen, "kind": "unit", "unit": unit})["id"] == made["id"]
    assert boss("POST", f"administrators/{made['id']}/revocation/")["revoked_at"]
    boss("POST", f"administrators/{made['id']}/revocation/", status=404)
    boss("POST", "administrators/", {"person": chen, "kind": "unit"}, status=422)
    boss("POST", "administrators/", {"person": NOBODY, "kind": "group"}, status=404)
    boss("POST", "administrators/", {"person": chen, "kind": "audit"}, status=403)
    audit = Administrator.objects.get(kind="audit")
    boss("POST", f"administrators/{audit.pk}/revocation/", status=403)
    system = Administrator.objects.get(kind="system")
    boss("POST", f"administrators/{system.pk}/revocation/", status=409)
    by("赵一鸣")("POST", "administrators/", {"person": chen, "kind": "group"}, status=403)
    assert by("周子墨")("POST", "administrators/", {"person": chen, "kind": "audit"}, status=201)["kind"] == "audit"


@pytest.mark.feature("ADM-05")
def test_the_work_scope_is_set_explained_and_removed(company: Company, boss: Caller, by: By) -> None:
    unit, other = str(company.unit("JS").pk), str(company.unit("SJ").pk)
    rule = boss("POST", "work-scope/", {"unit": unit, "reach": "department"}, status=201)
    again = boss("POST", "work-scope/", {"unit": unit, "reach": "unit", "also": [f"unit:{other}"]}, status=201)
    assert again["id"] == rule["id"] and again["reach"] == "unit"
    asked = f"work-scope/explanation/?viewer={company.person('孟繁星').pk}&other="
    assert boss("GET", asked + str(company.person("赵一鸣").pk))["why"] == "also"
    told = boss("GET", asked + str(company.person("陈立").pk))
    assert told == {"reached": False, "why": "none", "rule": rule["id"]}
    boss("GET", "work-scope/explanation/", status=422)
    boss("POST", "work-scope/", {"unit": unit, "reach": "nowhere"}, status=422)
    boss("POST", "work-scope/", {"unit": unit, "reach": "unit", "also": [f"unit:{NOBODY}"]}, status=422)
    by("赵一鸣")("POST", "work-scope/", {"unit": unit, "reach": "group"}, status=403)
    by("孟繁星")("GET", asked + NOBODY, status=403)
    by("赵一鸣")("DELETE", f"work-scope/{rule['id']}/", status=404)
    boss("DELETE", f"work-scope/{rule['id']}/")
    assert boss("GET", "work-scope/")["items"] == []


def test_a_reorganisation_is_written_looked_at_and_applied(company: Company, boss: Caller, by: By) -> None:
    made = boss("POST", "reorganisations/", {"name": "合并办公室", "effective_on": "2026-12-01"}, status=201)
    one, unit = f"reorganisations/{made['id']}/", str(company.unit("HQ").pk)
    boss("POST", f"{one}application/", status=422)
    step = boss("POST", f"{one}steps/", {"kind": "create", "unit": unit, "name": "综合管理部"}, status=201)
    clerks = company.department("文秘科")
    boss("POST", f"{one}steps/", {"kind": "move", "department": str(clerks.pk), "target": step["id"]}, status=201)
    extra = boss("POST", f"{one}steps/", {"kind": "rename", "department": str(clerks.pk), "name": "秘书科"}, status=201)
    boss("POST", f"{one}steps/", {"kind": "place", "person": str(company.person("陈立").pk)}, status=422)
    boss("DELETE", f"steps/{step['id']}/", status=409)
    boss("DELETE", f"steps/{extra['id']}/")
    shown = boss("GET", f"{one}preview/")
    assert shown["problems"] == []
    assert {"before": "", "after": "集团本部 / 综合管理部"} in shown["departments"] or shown["departments"]
    assert boss("POST", f"{one}schedule/")["state"] == "scheduled"
    assert boss("PATCH", one, {"note": "董事会 2026-18"})["note"] == "董事会 2026-18"
    assert Department.objects.filter(name="综合管理部").count() == 0
    done = boss("POST", f"{one}application/")
    assert done["state"] == "applied" and len(done["steps"]) == 2
    assert Department.objects.get(name="文秘科").parent == Department.objects.get(name="综合管理部")
    boss("POST", f"{one}application/", status=409)
    boss("POST", f"{one}withdrawal/", status=409)
    by("赵一鸣")("POST", "reorganisations/", {"name": "x", "effective_on": "2026-12-01"}, status=403)
    assert ChangeSet.objects.count() == 1
    second = boss("POST", "reorganisations/", {"name": "作废", "effective_on": "2026-12-01"}, status=201)
    assert boss("POST", f"reorganisations/{second['id']}/withdrawal/")["state"] == "withdrawn"


@pytest.fixture
def workbook(boss: Caller) -> Callable[[bytes], str]:
    """Send a workbook to the store as a program does; answers the file's id."""

    def send(content: bytes) -> str:
        told = {"purpose": workbooks.WORKBOOK.name, "name": "人员.xlsx", "size": len(content)}
        begun = boss("POST", "/api/v1/files/uploads/", {**told, "sha256": hashlib.sha256(content).hexdigest()})
        (part,) = begun["parts"]
        assert http("PUT", part["url"], content, part["headers"]).status == 200
        boss("POST", f"/api/v1/files/uploads/{begun['id']}/completion/")
        return str(begun["id"])

    return send


@pytest.mark.feature("ADM-06")
@pytest.mark.usefixtures(bucket.__name__)
def test_an_import_is_sent_looked_at_started_and_followed(
    company: Company, boss: Caller, by: By, workbook: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_import, "later", lambda run: None)
    bad = boss("POST", "imports/", {"file": workbook(b"no workbook at all")}, status=201)
    assert bad["state"] == "refused" and bad["errors"][0]["row"] == 0
    boss("POST", f"imports/{bad['id']}/start/", status=409)
    run = boss("POST", "imports/", {"file": workbook(_book())}, status=201)
    assert run["state"] == "ready" and run["errors"] == [] and run["progress"] == 0
    assert {"noun": "people", "new": 1, "changed": 0, "ended": 0} in run["counts"]
    assert not Person.objects.filter(name="沈知行").exists()
    one = f"imports/{run['id']}/"
    assert boss("POST", f"{one}start/")["state"] == "running"
    boss("POST", f"{one}start/", status=409)
    apply_import.run(UUID(run["id"]))
    done = boss("GET", one)
    assert (done["state"], done["progress"]) == ("applied", 100)
    assert Person.objects.filter(name="沈知行").exists() and ImportRun.objects.count() == 2
    boss("POST", "imports/", {"file": NOBODY}, status=404)
    boss("POST", "imports/", {}, status=422)
    by("孟繁星")("POST", "imports/", {"file": NOBODY}, status=403)
    told = {"purpose": workbooks.WORKBOOK.name, "name": "人员.xlsx", "size": 3}
    by("孟繁星")("POST", "/api/v1/files/uploads/", told, status=403)


def _book() -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = "人员"
    sheet.append(["姓名", "工号"])
    sheet.append(["沈知行", "HY9001"])
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_people_groups_and_contacts(company: Company, boss: Caller, by: By) -> None:
    me, chen = by("孟繁星"), company.person("陈立")
    made = boss("POST", "groups/", {"kind": "group", "name": "应急小组", "members": [str(chen.pk)]}, status=201)
    assert boss("PATCH", f"groups/{made['id']}/", {"name": "应急组"})["members"] == [str(chen.pk)]
    assert boss("PATCH", f"groups/{made['id']}/", {"members": []})["members"] == []
    me("PATCH", f"groups/{made['id']}/", {"name": "x"}, status=403)
    me("POST", "groups/", {"kind": "group", "name": "x"}, status=403)
    me("POST", "groups/", {"name": "我的", "members": [NOBODY]}, status=422)
    mine = me("POST", "groups/", {"name": "我的", "members": [str(chen.pk)]}, status=201)
    boss("DELETE", f"groups/{mine['id']}/", status=404)
    me("DELETE", f"groups/{mine['id']}/")
    boss("DELETE", f"groups/{made['id']}/")
    assert not PersonGroup.objects.filter(pk__in=[made["id"], mine["id"]]).exists()
    contact = me("POST", "contacts/", {"name": "老李", "mobile": "13511111111"}, status=201)
    assert me("PATCH", f"contacts/{contact['id']}/", {"company": "水务局"})["mobile"] == "13511111111"
    boss("PATCH", f"contacts/{contact['id']}/", {"company": "x"}, status=404)
    me("POST", "contacts/", {"name": " "}, status=422)
    me("DELETE", f"contacts/{contact['id']}/")
    assert not Contact.objects.exists()


def test_people_are_changed_with_what_only_administrators_see(company: Company, boss: Caller, by: By) -> None:
    office = str(company.department("集团办公室").pk)
    post, level = str(company.post("HQ", "专员").pk), str(company.level("员工").pk)
    body = {
        "name": "沈知行",
        "department": office,
        "post": post,
        "level": level,
        "note": "返聘",
        "entered_on": "2026-11-01",
    }
    made = boss("POST", "people/", body, status=201)
    one = f"people/{made['id']}/"
    assert (made["note"], made["state"], made["positions"][0]["post"]) == ("返聘", "active", post)
    seen = by("孟繁星")("GET", one)
    assert seen["name"] == "沈知行" and seen["note"] is seen["state"] is seen["entered_on"] is None
    assert boss("POST", f"{one}sign-in/", {"username": "shenzhixing"})["sign_in"] == "shenzhixing"
    boss("POST", f"{one}sign-in/", {"username": "hexin"}, status=422)
    boss("POST", f"{one}invitation/", status=409)
    seat = made["positions"][0]["id"]
    assert boss("PATCH", f"positions/{seat}/", {"order": 3})["post"] == post
    assert boss("PATCH", f"positions/{seat}/", {"post": None})["post"] is None
    side = boss("POST", f"{one}positions/", {"main": False, "unit": str(company.unit("JS").pk)}, status=201)
    assert side["kind"] == "concurrent"
    boss("POST", f"positions/{seat}/end/", status=409)
    assert boss("POST", f"positions/{side['id']}/main/")["kind"] == "main"
    assert boss("POST", f"positions/{seat}/end/")["ended_on"]
    by("赵一鸣")("PATCH", f"positions/{side['id']}/", {"order": 1}, status=404)
    boss("POST", f"{one}suspension/", {"reason": "核查"})
    assert [row["id"] for row in boss("GET", "people/?state=suspended")["items"]] == [made["id"]]
    boss("POST", f"{one}resumption/")
    assert boss("POST", f"{one}leaving/", {})["state"] == "left"
    assert [row["name"] for row in boss("GET", "people/?state=left")["items"]] == ["沈知行"]
    assert boss("POST", f"{one}return/")["state"] == "unassigned"
    assert boss("GET", "people/?state=unassigned")["items"][0]["id"] == made["id"]
    assert by("孟繁星")("GET", "people/?state=all")["items"] == []
    assert Position.objects.filter(person=made["id"], ended_on=None).count() == 0


def test_the_structure_is_changed(company: Company, boss: Caller, by: By) -> None:
    root = str(company.unit("HQ").pk)
    unit = boss("POST", "units/", {"name": "和一物业", "code": "WY", "parent": root}, status=201)
    one = f"units/{unit['id']}/"
    assert boss("POST", f"{one}place/", {"parent": None})["parent"] is None
    assert boss("PATCH", one, {"slogan": "用心"})["slogan"] == "用心"
    department = boss("POST", "departments/", {"unit": unit["id"], "name": "客服部"}, status=201)
    below = f"departments/{department['id']}/"
    boss("POST", f"{one}closure/", status=409)
    people = [str(company.person(name).pk) for name in ("陈立", "林静怡")]
    assert boss("PUT", f"{below}leaders/", {"heads": people})["heads"] == people
    assert boss("GET", f"{below}leaders/") == {"heads": people, "deputies": [], "in_charge": []}
    boss("PUT", f"{below}leaders/", {"heads": [NOBODY]}, status=422)
    assert boss("POST", f"{below}place/", {"unit": root})["unit"] == root
    assert boss("POST", f"{below}closure/")["closed_at"] and not boss("POST", f"{below}reopening/")["closed_at"]
    assert boss("POST", f"{one}closure/")["closed_at"] and not boss("POST", f"{one}reopening/")["closed_at"]
    tops = [row["id"] for row in boss("GET", f"departments/?unit={root}")["items"] if row["parent"] is None]
    boss("POST", "departments/order/", {"ids": tops[::-1]})
    boss("POST", "units/order/", {"ids": [root, unit["id"]]})
    boss("POST", "units/order/", {"ids": [NOBODY]}, status=422)
    post = boss("POST", "posts/", {"unit": root, "name": "秘书"}, status=201)
    assert boss("PATCH", f"posts/{post['id']}/", {"note": "会议"})["name"] == "秘书"
    assert boss("POST", f"posts/{post['id']}/closure/")["closed_at"]
    level = boss("POST", "levels/", {"name": "见习", "rank": 9}, status=201)
    mapped = boss("POST", "levels/", {"name": "见习生", "unit": root, "group_level": level["id"]}, status=201)
    assert boss("PATCH", f"levels/{level['id']}/", {"rank": 8})["rank"] == 8
    assert boss("GET", f"levels/{mapped['id']}/")["rank"] == 8
    boss("POST", f"levels/{level['id']}/closure/", status=409)
    assert boss("POST", f"levels/{mapped['id']}/closure/")["closed_at"]
    assert boss("PATCH", "group/", {"slogan": "同心"})["slogan"] == "同心"
    other = by("孟繁星")
    assert other("GET", "group/")["name"] == "和一集团"
    for method, path, body in (
        ("PATCH", "group/", {"slogan": "x"}),
        ("POST", "units/", {"name": "x"}),
        ("POST", f"{one}place/", {"parent": None}),
        ("POST", f"{one}closure/", {}),
        ("PUT", f"{below}leaders/", {"heads": []}),
        ("POST", f"{below}place/", {"unit": root}),
        ("POST", "departments/order/", {"ids": tops}),
        ("PATCH", f"posts/{post['id']}/", {"name": "x"}),
        ("PATCH", f"levels/{level['id']}/", {"name": "x"}),
        ("POST", "levels/", {"name": "x", "rank": 11}),
    ):
        other(method, path, body, status=403)


@pytest.mark.parametrize(
    ("path", "body", "count"),
    [
        ("roles/", {"name": "一次"}, lambda: Role.objects.filter(name="一次").count()),
        ("contacts/", {"name": "一次"}, lambda: Contact.objects.count()),
        ("reorganisations/", {"name": "一次", "effective_on": "2026-12-01"}, lambda: ChangeSet.objects.count()),
        ("groups/", {"name": "一次"}, lambda: PersonGroup.objects.filter(name="一次").count()),
    ],
)
def test_with_a_key_a_change_is_done_once(
    boss: Caller, path: str, body: dict[str, Any], count: Callable[[], int]
) -> None:
    first, second = (boss.ask("POST", path, body, Idempotency_Key="k-1") for _ in range(2))
    assert first.status_code == second.status_code == 201 and first.content == second.content
    assert second.headers["Idempotent-Replay"] == "true" and count() == 1
    assert boss.ask("POST", path, {**body, "name": "别的"}, Idempotency_Key="k-1").status_code == 409
