"""Changing a record: calculation, what is hidden, what must hold, rows, and what a mask refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forms.record import LOOKING, WHOLE, Around, Mask, Outcome, OutsideMask, begin, change, read_mask, readable
from forms.schema import compile_form
from tests.forms.schema.expense import expense

NOW = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
DEPT = "019abcde-0000-7000-8000-000000000001"
AROUND = Around(NOW, ZoneInfo("Asia/Shanghai"), starter_department=DEPT)
FORM = compile_form(expense())


def changed(sent: dict[str, Any], kept: dict[str, Any] | None = None, mask: Mask = WHOLE, **more: Any) -> Outcome:
    ids = count(1)
    return change(FORM, begin(FORM, AROUND) if kept is None else kept, sent, AROUND, mask,
                  new_id=lambda: f"{'r' if kept is None else 'n'}{next(ids)}", **more)  # fmt: skip


def mask_of(**raw: Any) -> Mask:
    mask, faults = read_mask(raw, FORM.form)
    assert not faults
    return mask


def row(**cells: Any) -> dict[str, Any]:
    return {"what": "纸", "qty": "2", "price": "10.005"[:5], **cells}


KEPT = changed({"事由": "出差", "items": [row(), row(qty="1", price="999.99")]}).values


def codes(outcome: Outcome) -> set[tuple[str, str, str]]:
    return {(one.path, one.row, one.code) for one in outcome.problems}


@pytest.mark.feature("FRM-02")
def test_a_record_is_calculated_row_by_row_and_in_total() -> None:
    assert [one["sub"] for one in KEPT["items"]] == ["20.00", "999.99"]
    assert KEPT["total"] == "1019.99"
    assert KEPT["dept"] == DEPT, "the initial value of whoever began it"


def test_what_the_browser_calculated_is_not_believed() -> None:
    outcome = changed({"total": "1.00", "items": [row(sub="5")]})
    assert outcome.values["total"] == "20.00"
    assert set(outcome.drift) == {("total", "", "1.00", "20.00"), ("items.sub", "r1", "5", "20.00")}


def test_what_is_hidden_is_emptied_unless_it_is_to_be_kept() -> None:
    much = changed({"items": [row(price="6000")], "reason": "急", "kept": "留"})
    assert (much.values["reason"], much.values["kept"]) == ("急", "留")
    few = changed({"items": [row()]}, much.values)
    assert (few.values["reason"], few.values["kept"]) == (None, "留")
    assert {("reason", ""), ("kept", "")} <= few.hidden


def test_columns_are_hidden_row_by_row() -> None:
    outcome = changed({"items": [row(why="便宜"), row(price="800", why="贵")]})
    assert [one["why"] for one in outcome.values["items"]] == [None, "贵"]


@pytest.mark.feature("FRM-02")
def test_only_submitting_asks_for_what_must_hold() -> None:
    assert not changed({}).problems
    assert codes(changed({}, complete=True)) == {("事由", "", "required"), ("items", "", "too-few-rows")}
    wrong = changed({"事由": "x", "items": [row(what="", price="10000"), row(price="20000")]}, complete=True)
    assert codes(wrong) == {
        ("items.what", "@0", "required"),
        ("items.why", "@0", "required"),
        ("items.why", "@1", "required"),
        ("items.price", "@0", "rule"),
        ("items.price", "@1", "rule"),
        ("reason", "", "required"),
        ("total", "", "rule"),
    }
    good = changed({"事由": "x", "items": [row()]}, complete=True)
    assert not good.problems


def test_an_absent_key_is_unchanged_and_null_empties() -> None:
    assert changed({}, KEPT).values == KEPT
    assert not changed({}, KEPT).changes
    assert changed({"事由": None}, KEPT).values["事由"] is None
    assert changed({"items": None}, KEPT).values["items"] == []


def test_rows_are_known_by_their_ids() -> None:
    first, second = (one["_id"] for one in KEPT["items"])
    outcome = changed({"items": [{"_id": second}, {"_id": first, "qty": "3"}, row()]}, KEPT)
    assert [one["qty"] for one in outcome.values["items"]] == ["1", "3", "2"]
    told = {(one.path, one.row): (one.old, one.new) for one in outcome.changes}
    assert told["items.qty", first] == ("2", "3")
    assert told["items.sub", first] == ("20.00", "30.00")
    assert told["total", ""] == ("1019.99", "1049.99")
    assert any(path == "items" and old is None for (path, _row), (old, _new) in told.items())
    gone = changed({"items": [{"_id": first}, {"_id": first}, {"_id": "zz"}]}, KEPT)
    assert codes(gone) == {("items", "", "row-twice"), ("items", "", "no-such-row")}


def test_a_wrong_value_is_named_and_the_rest_calculated() -> None:
    outcome = changed({"事由": "x", "items": [row(qty="-1")], "nothing": 1})
    assert codes(outcome) == {("items.qty", "@0", "too-small"), ("nothing", "", "unknown")}


@pytest.mark.feature("FRM-05")
def test_changes_outside_the_mask_are_refused_by_name() -> None:
    first, second = (one["_id"] for one in KEPT["items"])
    mask = mask_of(**{"else": "read", "fields": {"事由": "edit", "items.qty": "edit", "dept": "hidden"}})
    assert changed({"事由": "改"}, KEPT, mask).values["事由"] == "改"
    assert changed({"事由": "改", "total": "1019.99", "days": None}, KEPT, mask).values["事由"] == "改"
    rows = [{"_id": first, "qty": "5", "price": "10.0"}, {"_id": second}]
    assert changed({"items": rows}, KEPT, mask).values["items"][0]["qty"] == "5"
    sent = {"days": {"start": "2026-01-01", "end": "2026-01-02"}, "dept": KEPT["dept"],
            "items": [{"_id": first, "price": "1"}, row()]}  # fmt: skip
    with pytest.raises(OutsideMask) as outside:
        changed(sent, KEPT, mask)
    assert {(one.path, one.row, one.code) for one in outside.value.refused} >= {
        ("days", "", "not-allowed"),
        ("dept", "", "not-allowed"),
        ("items.price", first, "not-allowed"),
        ("items", "", "no-adding"),
        ("items", "", "no-deleting"),
    }


def test_the_answer_does_not_tell_whether_a_hidden_value_was_guessed() -> None:
    mask = mask_of(**{"else": "edit", "fields": {"事由": "hidden"}})
    for guess in (KEPT["事由"], "别的"):
        with pytest.raises(OutsideMask):
            changed({"事由": guess}, KEPT, mask)


def test_rows_may_be_added_without_being_deleted() -> None:
    mask = mask_of(**{"else": "read", "fields": {"items": "edit"}, "rows": {"items": ["add"]}})
    ids = [{"_id": one["_id"]} for one in KEPT["items"]]
    assert len(changed({"items": [*ids, row()]}, KEPT, mask).values["items"]) == 3
    with pytest.raises(OutsideMask) as outside:
        changed({"items": ids[:1]}, KEPT, mask)
    assert [one.code for one in outside.value.refused] == ["no-deleting"]


def test_rows_of_a_table_that_is_only_read_keep_their_order() -> None:
    ids = [{"_id": one["_id"]} for one in KEPT["items"]]
    assert changed({"items": ids}, KEPT, LOOKING).values == KEPT
    with pytest.raises(OutsideMask):
        changed({"items": ids[::-1]}, KEPT, LOOKING)


@pytest.mark.feature("FRM-05")
def test_what_may_not_be_read_never_leaves() -> None:
    mask = mask_of(**{"else": "read", "fields": {"total": "hidden", "items.price": "hidden"}})
    shown = readable(FORM.form, KEPT, mask)
    assert "total" not in shown and set(shown["items"][0]) == {"_id", "what", "qty", "sub", "why"}
    assert "items" not in readable(FORM.form, KEPT, mask_of(fields={"items": "hidden", "items.qty": "edit"}))


def test_a_mask_names_what_is_wrong_with_it() -> None:
    _, faults = read_mask(
        {"else": "?", "fields": {"items.no": "read", "total": "write"}, "rows": {"total": ["add"]}}, FORM.form
    )
    assert {(one.path, one.code) for one in faults} == {
        ("else", "bad-mask"), ("fields.items.no", "unknown-field"), ("fields.total", "bad-mask"), ("rows.total", "unknown-field"),
    }  # fmt: skip


def test_required_by_the_mask_and_never_of_what_cannot_be_filled_in() -> None:
    asked = changed({}, KEPT, mask_of(fields={"days": "required"}), complete=True)
    assert codes(asked) == {("days", "", "required")}
    empty = begin(FORM, AROUND)
    assert not change(FORM, empty, {}, AROUND, LOOKING, complete=True).problems


def test_a_chosen_record_brings_its_values_over_once() -> None:
    raw = {"v": 1, "fields": {
        "contract": {"type": "record", "label": "合同", "form": "contracts", "bring": {"party": "name", "worth": "sum_total"}},
        "party": {"type": "text", "label": "对方"},
        "worth": {"type": "money", "label": "金额"},
        "half": {"type": "money", "label": "一半", "calc": "worth / 2"},
    }}  # fmt: skip
    form = compile_form(raw)
    world = {DEPT: {"name": "甲公司", "sum_total": "100.00"}}
    around = Around(NOW, ZoneInfo("Asia/Shanghai"), bring=lambda form, key, keys: world.get(key))
    done = change(form, {}, {"contract": DEPT, "worth": "1"}, around)
    assert done.values == {"contract": DEPT, "party": "甲公司", "worth": "100.00", "half": "50.00"}
    world[DEPT]["name"] = "乙公司"
    assert change(form, done.values, {"contract": DEPT}, around).values["party"] == "甲公司"
    none = change(form, done.values, {"contract": None}, around)
    assert none.values["party"] is None and none.values["half"] is None
    gone = change(form, {}, {"contract": "019abcde-0000-7000-8000-00000000000f"}, around)
    assert codes(gone) == {("contract", "", "gone")}


def test_a_calculation_beyond_a_fields_limits_is_a_problem_at_that_field() -> None:
    form = compile_form({"v": 1, "fields": {
        "a": {"type": "number", "label": "a"}, "b": {"type": "number", "label": "b", "calc": "a * 2", "max": "10"}}})  # fmt: skip
    outcome = change(form, {}, {"a": "6"}, AROUND)
    assert codes(outcome) == {("b", "", "too-great")}


def test_references_of_changed_values_are_named_for_whoever_must_look_them_up() -> None:
    other = "019abcde-0000-7000-8000-0000000000aa"
    outcome = changed({"dept": other}, KEPT)
    assert [(one.path, key) for one, key, _row in outcome.referred(FORM)] == [("dept", other)]
    assert not list(changed({"事由": "改"}, KEPT).referred(FORM))
