"""Records: begun, changed, submitted, deleted; their history, their numbers, and who sees them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forms import queries, records
from forms.actions import definitions
from forms.actions import records as acts
from forms.models import Record, RecordChange, SerialIssued
from forms.record import WHOLE, Access, Mask
from kernel.actor import Actor
from kernel.acts import act
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from tests.forms.conftest import Desk, rows
from tests.forms.schema.expense import expense


@pytest.mark.feature("FRM-09")
def test_a_record_is_begun_with_what_is_known_and_submitted_when_complete(desk: Desk) -> None:
    form = desk.form()
    draft = desk.start(form, 事由="出差", items=rows("10"))
    assert draft.status == "draft" and draft.values["total"] == "10.00"
    assert draft.values["dept"] is not None, "the department of whoever begins it"
    with pytest.raises(Invalid) as wrong:
        acts.change(draft, by=desk.employee, values={"事由": None}, rev=1, submit=True)
    assert "事由" in wrong.value.errors
    draft.refresh_from_db()
    assert draft.rev == 1, "nothing is kept of what was refused"
    sent = acts.change(draft, by=desk.employee, values={}, rev=1, submit=True)
    assert (sent.status, sent.rev, sent.title) == ("submitted", 2, "出差 · 10.00")
    assert EventRow.objects.filter(kind="forms.record.submitted", subject_id=sent.pk).count() == 1


@pytest.mark.feature("FRM-07")
def test_a_record_is_shown_by_the_version_it_was_filled_in_by(desk: Desk) -> None:
    form = desk.form()
    record = desk.start(form, 事由="出差", items=rows("10"), submit=True)
    changed = expense()
    del changed["fields"]["事由"]
    changed["title"] = ["total"]
    rows_left = [[one for one in row if one["field"] != "事由"] for row in changed["views"]["entry"]["rows"]]
    changed["views"] = {"entry": {"rows": [row for row in rows_left if row]}}
    definitions.save_draft(form, by=desk.designer, schema=changed, rev=0)
    definitions.publish(form, by=desk.designer)
    found = queries.record(record.pk, for_=desk.employee)
    assert found.version.number == 1 and records.read_record(found)["事由"] == "出差"
    again = acts.change(found, by=desk.designer, values={"事由": "改"}, rev=1)
    assert again.values["事由"] == "改"


def test_every_value_that_changes_stands_in_the_history(desk: Desk) -> None:
    record = desk.start(desk.form(), 事由="出差", items=rows("10", "20"))
    first = record.values["items"][0]["_id"]
    kept = [{"_id": first, "price": "15"}, {"_id": record.values["items"][1]["_id"]}]
    acts.change(record, by=desk.employee, values={"items": kept}, rev=1)
    told = {(one.path, one.row): (one.old, one.new) for one in RecordChange.objects.filter(record=record, rev=2)}
    assert told == {
        ("items.price", first): ("10.00", "15.00"),
        ("items.sub", first): ("10.00", "15.00"),
        ("total", ""): ("30.00", "35.00"),
    }
    begun = RecordChange.objects.filter(record=record, rev=1)
    assert begun.filter(path="items").count() == 2 and begun.get(path="事由").new == "出差"
    assert {one.name for one in begun} == {"孟繁星"}


def test_who_comes_second_is_told(desk: Desk) -> None:
    record = desk.start(desk.form(), 事由="出差")
    acts.change(record, by=desk.employee, values={"事由": "一"}, rev=1)
    with pytest.raises(Conflict):
        acts.change(record, by=desk.employee, values={"事由": "二"}, rev=1)


def test_rights_over_records(desk: Desk) -> None:
    form = desk.form()
    record = desk.start(form, 事由="出差", items=rows("1"), submit=True)
    other = replace(desk.actor("何欣"), functions=frozenset())
    with pytest.raises(NotFound):
        queries.record(record.pk, for_=other)
    assert queries.record(record.pk, for_=desk.employee) == record
    with pytest.raises(Refused):
        acts.change(record, by=desk.employee, values={"事由": "改"}, rev=1)
    definitions.grant(form, by=desk.designer, principal=f"person:{other.person}", right="edit")
    assert queries.record(record.pk, for_=other) == record
    assert acts.change(record, by=other, values={"事由": "改"}, rev=1).values["事由"] == "改"


def test_nobody_fills_in_what_was_not_given_to_them(desk: Desk) -> None:
    form = desk.form(all_may="")
    with pytest.raises(Refused):
        desk.start(form)
    with pytest.raises(Refused):
        acts.start(desk.form(key="b"), by=Actor.visitor(), values={})


def test_deleting_needs_a_reason_once_it_was_submitted(desk: Desk) -> None:
    form = desk.form()
    draft, sent = desk.start(form), desk.start(form, 事由="出差", items=rows("1"), submit=True)
    acts.delete(draft, by=desk.employee)
    with pytest.raises(Refused):
        acts.delete(sent, by=desk.employee, reason="x")
    with pytest.raises(Invalid):
        acts.delete(sent, by=desk.designer)
    acts.delete(sent, by=desk.designer, reason="重复")
    assert not queries.visible_to(desk.designer).exists()
    assert Record.objects.count() == 2, "kept for the audit"
    with pytest.raises(Conflict):
        step(sent, {"事由": "改"}, WHOLE, by=desk.designer)


@pytest.mark.feature("FRM-02")
def test_a_unique_value_is_held_by_the_database(desk: Desk) -> None:
    raw = {"v": 1, "fields": {"code": {"type": "text", "label": "编码", "unique": True},
                              "n": {"type": "number", "label": "数", "unique": True}}}  # fmt: skip
    form = desk.form(raw, "assets")
    first = desk.start(form, code="A-1", n="1.50")
    for same in ({"code": "a-1"}, {"n": "1.5"}):
        with pytest.raises(Invalid):
            acts.start(form, by=desk.employee, values=same)
    acts.change(first, by=desk.employee, values={"code": "A-2"}, rev=1)
    second = desk.start(form, code="A-1")
    acts.delete(first, by=desk.employee)
    acts.change(second, by=desk.employee, values={"n": "1.5"}, rev=1)


def test_people_and_files_that_are_not_there_are_refused(desk: Desk) -> None:
    raw = {"v": 1, "fields": {"who": {"type": "person", "label": "谁"}, "scan": {"type": "file", "label": "扫描件"},
                              "dept": {"type": "department", "label": "部门", "multiple": True}}}  # fmt: skip
    form = desk.form(raw, "refs")
    nobody = "019abcde-0000-7000-8000-0000000000ff"
    for values in ({"who": nobody}, {"scan": [nobody]}, {"dept": [nobody]}):
        with pytest.raises(Invalid) as wrong:
            acts.start(form, by=desk.employee, values=values)
        assert set(wrong.value.errors) == set(values)
    assert desk.start(form, who=str(desk.person("孟繁星").pk)).values["who"]


@pytest.mark.feature("FRM-01")
def test_expressions_ask_the_organisation(desk: Desk) -> None:
    raw = {"v": 1, "fields": {
        "days": {"type": "period", "label": "日期"},
        "n": {"type": "number", "label": "工作日", "calc": "workdays between(days.start, days.end)"},
        "dept": {"type": "department", "label": "部门", "initial": "starter_department"},
        "head": {"type": "person", "label": "负责人", "calc": "head of department(dept)"},
    }}  # fmt: skip
    record = desk.start(desk.form(raw, "leave"), days={"start": "2026-11-20", "end": "2026-11-25"})
    assert record.values["n"] == "3", "a weekend lies between"
    assert record.values["head"] is not None


@pytest.mark.feature("FRM-05")
def test_the_floors_above_change_records_under_their_masks(desk: Desk) -> None:
    form = desk.form()
    record = desk.start(form, 事由="出差", items=rows("10"))
    mask = Mask(Access.READ, {"kind": Access.EDIT, "dept": Access.HIDDEN})
    kept = step(record, {"kind": "travel"}, mask, by=desk.designer)
    assert kept.record.values["kind"] == "travel"
    with pytest.raises(Refused) as refused:
        step(record, {"事由": "改", "dept": None}, mask, by=desk.designer)
    assert "事由" in str(refused.value.words) and "部门" in str(refused.value.words)
    assert "dept" not in records.read_record(kept.record, mask)
    assert RecordChange.objects.get(record=record, path="kind").step == "经理审批"
    assert form.current is not None and records.names_of(form.current)["total"] == "number"


@act
def step(record: Record, values: dict[str, Any], mask: Mask, *, by: Actor) -> Any:
    """As a process would."""
    return records.change_record(record, values, by, mask, submit=True, step="经理审批")


@pytest.mark.feature("FRM-06")
def test_numbers_come_with_submitting_and_are_listed_when_voided(desk: Desk) -> None:
    desk.rule()
    raw = expense()
    raw["fields"]["no"] = {"type": "serial", "label": "编号", "rule": "no"}
    raw["fields"]["name"] = {"type": "text", "label": "名", "calc": 'no + " 报销"'}
    form = desk.form(raw)
    draft = desk.start(form, 事由="出差", items=rows("10"))
    assert draft.values["no"] is None
    sent = acts.change(draft, by=desk.employee, values={"no": "假号"}, rev=1, submit=True)
    year = sent.submitted_at.year if sent.submitted_at else 0
    assert (sent.values["no"], sent.values["name"]) == (f"报〔{year}〕001号", f"报〔{year}〕001号 报销")
    assert RecordChange.objects.filter(record=sent, path="no").get().new == sent.values["no"]
    second = desk.start(form, 事由="出差", items=rows("10"), submit=True)
    assert second.values["no"].endswith("002号")
    acts.delete(second, by=desk.designer, reason="重复")
    voided = SerialIssued.objects.get(text=second.values["no"])
    assert voided.voided_at is not None and voided.reason == "重复"
    assert desk.start(form, 事由="出差", items=rows("10"), submit=True).values["no"].endswith("003号")
