"""The pages: forms to fill in, records of one, filling in, looking at, printing and deleting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.actions import records as acts
from forms.models import Record
from forms.schema import KINDS
from organization.models import WorkScopeRule
from tests.forms.conftest import Desk, rows
from tests.forms.schema.expense import expense
from tests.forms.schema.test_definitions import OWN

Clients = Callable[..., Client]


def at(name: str, *args: Any) -> str:
    return reverse(name, urlconf="kernel.config.urls_tenant", args=args)


@pytest.fixture
def employee(desk: Desk, client_for: Clients) -> Client:
    account = desk.person("孟繁星").account
    return client_for(account)


def posted(**values: Any) -> dict[str, Any]:
    """What the page sends: one row with its cells, and the rest."""
    return {
        "rev": "1", "事由": "出差", "kind": "travel", "days.start": "2026-11-20", "days.end": "2026-11-25",
        "items.rows": ["", "n1"], "items.n1._id": "", "items.n1.what": "车票", "items.n1.why": "多人", "items.n1.qty": "2", "items.n1.price": "1,250.50",
        **values,
    }  # fmt: skip


@pytest.mark.feature("FRM-09")
def test_a_form_is_found_filled_in_and_looked_at(desk: Desk, employee: Client) -> None:
    form = desk.form()
    assert form.name in employee.get(at("oaform:forms")).content.decode()
    assert at("oaform:new", form.pk) in employee.get(at("oaform:records", form.pk)).content.decode()
    page = employee.get(at("oaform:new", form.pk)).content.decode()
    assert 'name="事由"' in page and 'data-blank="items"' in page
    plan = json.loads(re.search(r'<script id="record-plan"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index] # it is there
    assert [step["path"] for step in plan["steps"]].index("items.sub") < [s["path"] for s in plan["steps"]].index(
        "total"
    )
    answer = employee.post(at("oaform:new", form.pk), posted(submit="1"))
    record = Record.objects.get()
    assert answer.status_code == 303 and answer.headers["Location"] == at("oaform:record", record.pk)
    assert record.status == "submitted" and record.values["total"] == "2501.00"
    shown = employee.get(at("oaform:record", record.pk)).content.decode()
    assert "2,501.00" in shown and "车票" in shown and "贰仟伍佰零壹元整" in shown and "差旅" in shown
    paper = employee.get(at("oaform:print", record.pk)).content.decode()
    assert "车票" in paper


def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(desk: Desk, employee: Client) -> None:
    form = desk.form()
    given = posted(submit="1", **{"事由": "", "items.n1.qty": "zwei"})
    answer = employee.post(at("oaform:new", form.pk), given)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Record.objects.exists()
    assert 'value="zwei"' in page and 'value="1250.50"' in page and 'value="车票"' in page
    assert page.count("field-error") >= 2


def test_a_draft_is_kept_changed_and_deleted(desk: Desk, employee: Client) -> None:
    form = desk.form()
    employee.post(at("oaform:new", form.pk), posted())
    record = Record.objects.get()
    assert record.status == "draft"
    page = employee.get(at("oaform:edit", record.pk)).content.decode()
    row = record.values["items"][0]["_id"]
    assert f'data-row="{row}"' in page and "data-delete-row" in page and 'name="items.0._id"' in page
    change = posted(**{"items.n1._id": row, "items.n1.qty": "3"})
    assert employee.post(at("oaform:edit", record.pk), change).status_code == 303
    record.refresh_from_db()
    assert record.values["items"][0] == {**record.values["items"][0], "_id": row, "qty": "3"}
    late = employee.post(at("oaform:edit", record.pk), change)
    assert late.status_code == 422, "somebody was faster; what was typed is shown again"
    assert employee.post(at("oaform:deletion", record.pk)).status_code == 303
    assert employee.get(at("oaform:record", record.pk)).status_code == 404


def test_nobody_looks_at_or_changes_what_is_not_theirs(desk: Desk, employee: Client) -> None:
    form = desk.form(all_may="")
    boss = replace(desk.designer)
    record = desk.start(form, by=boss, 事由="出差", items=rows("1"), submit=True)
    for name, args in (("records", [form.pk]), ("new", [form.pk]), ("record", [record.pk]), ("print", [record.pk]),
                       ("edit", [record.pk])):  # fmt: skip
        assert employee.get(at(f"oaform:{name}", *args)).status_code == 404, name
    assert employee.post(at("oaform:deletion", record.pk)).status_code == 404


def test_exporting_needs_its_right(desk: Desk, employee: Client) -> None:
    form = desk.form()
    address = f"{at('oaform:records', form.pk)}?export=csv"
    assert employee.get(address).status_code == 403


@pytest.mark.feature("FRM-01")
def test_every_kind_of_field_is_drawn_for_entry_and_for_reading(desk: Desk, employee: Client) -> None:
    desk.rule("expense")
    desk.form(expense(), "contracts")
    fields = {f"{kind}_": {"type": kind, "label": f"字段{kind}", **OWN.get(kind, {})} for kind in KINDS}
    form = desk.form({"v": 1, "fields": fields}, "all")
    page = employee.get(at("oaform:new", form.pk)).content.decode()
    for kind in KINDS:
        assert ("填表说明" if kind == "description" else f"字段{kind}") in page, kind
    given = {
        "text_": "甲",
        "number_": "1",
        "yesno_": "false",
        "address_.city": "深圳市",
        "cascade_": "a/b",
        "time_": "09:30",
    }
    assert employee.post(at("oaform:new", form.pk), given).status_code == 303
    record = Record.objects.get()
    assert record.values["yesno_"] is False and record.values["cascade_"] == ["a", "b"]
    shown = employee.get(at("oaform:record", record.pk)).content.decode()
    assert "甲 / 乙" in shown and "深圳市" in shown and "09:30" in shown


def test_what_is_typed_into_references_neither_breaks_the_page_nor_names_what_is_hidden(
    desk: Desk, employee: Client
) -> None:
    schema = {
        "v": 1,
        "fields": {
            "t": {"type": "text", "label": "事由", "required": True},
            "who": {"type": "person", "label": "同行人"},
            "doc": {"type": "file", "label": "附件"},
        },
    }
    form = desk.form(schema, key="trip")
    hidden = desk.person("林静怡")
    WorkScopeRule.objects.create(unit_id=desk.actor("孟繁星").unit, reach="department")
    for typed in ({"who": "zwei"}, {"doc": "zwei"}, {"who": str(hidden.pk)}, {"doc": str(hidden.pk)}):
        answer = employee.post(at("oaform:new", form.pk), {"rev": "0", "submit": "1", "t": "", **typed})
        assert answer.status_code == 422, typed
        assert hidden.name not in answer.content.decode(), typed


def test_who_was_too_late_does_not_overwrite_by_sending_again(desk: Desk, employee: Client) -> None:
    form = desk.form()
    employee.post(at("oaform:new", form.pk), posted())
    record = Record.objects.get()
    acts.change(record, by=desk.designer, values={"事由": "审计"}, rev=1)
    answer = employee.post(at("oaform:edit", record.pk), posted(rev="1", 事由="出差二"))
    assert answer.status_code == 422
    again = re.search(r'name="rev" value="(\d+)"', answer.content.decode())
    assert again is not None
    employee.post(at("oaform:edit", record.pk), posted(rev=again[1], 事由="出差二"))
    record.refresh_from_db()
    assert record.values["事由"] == "审计"


def test_a_revision_that_is_no_number_breaks_nothing(desk: Desk, employee: Client) -> None:
    form = desk.form()
    employee.post(at("oaform:new", form.pk), posted())
    answer = employee.post(at("oaform:edit", Record.objects.get().pk), posted(rev="9" * 5000))
    assert answer.status_code == 422
