"""Forms by the API: drawn, published, filled in, numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kernel.ports import Directory, sockets
from tests.api.test_workflow_processes import RIGHTS, SomeRights, told
from tests.forms.conftest import Desk, desk, rows
from tests.forms.schema.expense import expense
from tests.support.programs import Program, token

pytestmark = pytest.mark.feature("FRM-01", "FRM-09", "SAAS-07")
__all__ = ["desk"]
Programs = Callable[..., Program]


@pytest.fixture
def program(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programs]:
    """Programs of the showcase's people: program("何欣", "forms.design")."""
    monkeypatch.setitem(sockets._offered, Directory, SomeRights())
    RIGHTS.clear()

    def make(name: str, *rights: str) -> Program:
        RIGHTS[name] = frozenset(rights)
        account = desk.person(name).account
        assert account is not None
        return Program(token(account)[1])

    yield make
    RIGHTS.clear()


@pytest.fixture
def designer(program: Programs) -> Program:
    return program("何欣", "forms.design", "forms.manage")


def made(designer: Program, schema: dict[str, Any] | None = None) -> str:
    given = {"key": "expense", "name": "报销单", "schema": schema or expense()}
    key = str(told(designer.post("forms/forms/", given), 201)["id"])
    told(designer.post(f"forms/forms/{key}/publication/", {"rev": 0, "note": "首版"}), 201)
    told(designer.post("forms/grants/", {"form": key, "principal": "all", "right": "enter"}), 201)
    return key


def test_a_form_is_drawn_published_and_closed(designer: Program) -> None:
    one = f"forms/forms/{made(designer)}/"
    broken = expense()
    broken["fields"]["total"]["calc"] = "sum(nothing)"
    draft = told(designer.put(f"{one}draft/", {"schema": broken, "rev": 0}))
    assert draft["rev"] == 1 and draft["faults"][0]["path"] == "fields.total.calc" and draft["faults"][0]["message"]
    wrong = told(designer.post(f"{one}publication/", {"rev": 1}), 422)
    assert "fields.total.calc" in wrong["error"]["fields"]
    assert designer.put(f"{one}draft/", {"schema": broken, "rev": 0}).status_code == 409
    assert designer.put(f"{one}draft/", {"schema": {"\x00": 1}, "rev": 1}).status_code == 422
    assert designer.put(f"{one}draft/", {"schema": [], "rev": 1}).status_code == 422
    changed = expense()
    changed["fields"]["kept"]["label"] = "备注说明"
    draft = told(designer.put(f"{one}draft/", {"schema": changed, "rev": 1, "name": "费用报销单"}))
    assert len(draft["changes"]) == 1 and draft["running"] == 0
    assert told(designer.post(f"{one}publication/", {"rev": 2}), 201)["number"] == 2
    assert [version["number"] for version in told(designer.get(f"{one}versions/"))] == [2, 1]
    assert told(designer.get(f"{one}schema/"))["properties"]["total"]["readOnly"] is True
    assert told(designer.post(f"{one}closure/"))["stopped_at"]
    assert told(designer.get(one))["name"] == "费用报销单"


def test_a_record_is_filled_in_changed_and_deleted(designer: Program, program: Programs) -> None:
    key, employee = made(designer), program("孟繁星")
    assert employee.get(f"forms/forms/{key}/draft/").status_code == 403
    assert employee.get("forms/grants/").status_code == 403
    given = {"form": key, "values": {"items": rows("x")}, "submit": True}
    assert "事由" in told(employee.post("forms/records/", given), 422)["error"]["fields"]
    record = told(employee.post("forms/records/", {"form": key, "values": {"事由": "出差", "items": rows("10")}}), 201)
    one = f"forms/records/{record['id']}/"
    assert record["values"]["total"] == "10.00" and record["status"] == "draft"
    sent = told(employee.patch(one, {"rev": 1, "submit": True}))
    assert sent["status"] == "submitted" and sent["title"] == "出差 · 10.00"
    assert employee.patch(one, {"rev": 2, "values": {"事由": "改"}}).status_code == 403
    assert designer.patch(one, {"rev": 1, "values": {"事由": "改"}}).status_code == 409
    assert told(designer.patch(one, {"rev": 2, "values": {"事由": "改"}}))["values"]["事由"] == "改"
    assert told(employee.get(f"{one}changes/"))[0]["new"] in ("改", "改 · 10.00")
    assert [row["id"] for row in told(employee.get(f"forms/records/?form={key}&status=submitted"))["items"]] == [
        record["id"]
    ]
    assert employee.get("forms/records/?shape=round").status_code == 422
    assert told(employee.get(one))["values"]["事由"] == "改"
    assert designer.post(f"{one}deletion/", {"reason": "重复"}).status_code == 204
    assert employee.get(one).status_code == 404


def test_rights_are_given_and_taken(designer: Program, program: Programs) -> None:
    key, employee = made(designer), program("孟繁星")
    given = told(designer.get(f"forms/grants/?form={key}"))["items"]
    assert [row["right"] for row in given] == ["enter"]
    assert designer.delete(f"forms/grants/{given[0]['id']}/").status_code == 204
    assert employee.post("forms/records/", {"form": key}).status_code == 404
    assert employee.post("forms/forms/", {"key": "x", "name": "x"}).status_code == 403


@pytest.mark.feature("FRM-06")
def test_numberings_and_their_numbers(designer: Program, program: Programs) -> None:
    rule = {"key": "no", "name": "报销编号", "pattern": "BX{yyyy}{n:4}"}
    first = told(designer.post("forms/numberings/", rule), 201)
    assert designer.post("forms/numberings/", rule).status_code == 422
    changed = told(designer.put(f"forms/numberings/{first['id']}/", {"name": "编号", "pattern": "BX{yyyy}-{n:4}"}))
    assert changed["key"] == "no" and changed["pattern"] == "BX{yyyy}-{n:4}"
    schema = {"v": 1, "fields": {"no": {"type": "serial", "label": "编号", "rule": "no"}}}
    key, employee = made(designer, schema), program("孟繁星")
    record = told(employee.post("forms/records/", {"form": key, "submit": True}), 201)
    assert record["values"]["no"].endswith("-0001")
    assert employee.get("forms/numbers/").status_code == 403
    number = told(designer.get("forms/numbers/"))["items"][0]
    assert number["text"] == record["values"]["no"]
    assert told(designer.post(f"forms/numbers/{number['id']}/voiding/", {"reason": "误开"}))["voided_at"]
    assert designer.post(f"forms/numbers/{number['id']}/voiding/", {"reason": "误开"}).status_code == 409
    assert employee.post("forms/numberings/", rule).status_code == 403


@pytest.mark.parametrize("depth", [200, 700, 100_000])
def test_what_lies_in_itself_too_deep_is_refused(designer: Program, depth: int) -> None:
    key, deep = made(designer), "[" * depth + "]" * depth
    for method, path, body in (
        ("POST", "forms/records/", f'{{"form": "{key}", "values": {{"t": {deep}}}}}'),
        ("PUT", f"forms/forms/{key}/draft/", f'{{"rev": 0, "schema": {{"t": {deep}}}}}'),
        ("POST", "workflow/matters/", f'{{"process": "{key}", "title": "x", "values": {{"t": {deep}}}}}'),
    ):
        assert designer.call(method, path, body.encode()).status_code == 400, path
