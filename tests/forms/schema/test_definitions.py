"""What a definition may say, and where a fault is said to lie."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

from forms import words
from forms.schema import KINDS, BadForm, check_form, compile_form, json_schema, view_of
from forms.schema.reading import SURROUNDINGS
from tests.forms.schema.expense import expense

OWN: dict[str, dict[str, Any]] = {
    "choice": {"options": [{"value": "a", "label": "甲"}]},
    "cascade": {"options": [{"value": "a", "label": "甲", "children": [{"value": "b", "label": "乙"}]}]},
    "serial": {"rule": "expense"},
    "record": {"form": "contracts"},
    "table": {"fields": {"c": {"type": "text", "label": "c"}}},
    "description": {"text": "填表说明"},
}


def one(**field: Any) -> dict[str, Any]:
    return {"v": 1, "fields": {"f": {"label": "某", **field}}}


def codes(raw: Any) -> dict[str, str]:
    return {fault.path: fault.code for fault in check_form(raw)}


@pytest.mark.feature("FRM-01")
def test_the_expense_form_is_compiled_in_the_order_of_its_needs() -> None:
    compiled = compile_form(expense())
    order = [step.field.path for step in compiled.steps]
    assert order.index("items.sub") < order.index("items.why") < order.index("items") < order.index("total")
    assert order.index("total") < order.index("reason")
    assert str(compiled.names["items"]).startswith("list<context<what: string, qty: number")
    assert set(SURROUNDINGS) <= set(compiled.names)


@pytest.mark.feature("FRM-01")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_field_compiles_and_has_a_schema(kind: str) -> None:
    compiled = compile_form(one(type=kind, **OWN.get(kind, {})))
    described = json_schema(compiled)
    assert ("f" in described["properties"]) == KINDS[kind].has_value
    json.dumps(compiled.plan())


def test_the_digest_names_the_content_and_the_order_of_fields() -> None:
    other = expense()
    assert compile_form(expense()).digest == compile_form(other).digest
    other["fields"] = dict(reversed(other["fields"].items()))
    assert compile_form(expense()).digest != compile_form(other).digest


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        ([], "", "not-a-form"),
        ({"v": 2, "fields": {}}, "", "not-a-form"),
        ({"v": 1, "fields": {}}, "fields", "no-fields"),
        ({"v": 1, "fields": {}, "more": 1}, "more", "unknown-part"),
        (one(type="sorcery"), "fields.f", "unknown-type"),
        (one(type="text", label=" "), "fields.f", "no-label"),
        (one(type="text", options=[]), "fields.f.options", "unknown-property"),
        (one(type="number", min=3), "fields.f.min", "needs-number"),
        (one(type="number", min="9", max="10.5", scale=-1), "fields.f.scale", "needs-whole-number"),
        (one(type="number", min="9", max="8"), "fields.f.max", "limits-crossed"),
        (one(type="text", minLength=9, maxLength=8), "fields.f.maxLength", "limits-crossed"),
        (one(type="text", pattern="[a"), "fields.f.pattern", "needs-pattern"),
        (one(type="choice"), "fields.f", "property-missing"),
        (one(type="choice", options=[{"value": "a", "label": "a"}] * 2), "fields.f.options", "option-twice"),
        (one(type="number", default="many"), "fields.f.default", "bad-default"),
        (one(type="number", calc="1 + 1", default="1"), "fields.f.default", "no-use-with-calc"),
        (one(type="number", calc='"a"'), "fields.f.calc", "expression"),
        (one(type="number", calc="[1, 2]"), "fields.f.calc", "expression"),
        (one(type="number", calc="f + 1"), "fields.f", "cycle"),
        (one(type="number", visible="f > 1"), "fields.f", "cycle"),
        (one(type="number", visible="1 + 1"), "fields.f.visible", "expression"),
        (one(type="number", initial="g"), "fields.f.initial", "expression"),
        (one(type="period", calc="1"), "fields.f.calc", "unknown-property"),
        (one(type="table"), "fields.f.fields", "bad-columns"),
        (one(type="table", fields={"c": {"type": "table", "label": "c"}}), "fields.f.fields.c", "not-in-a-table"),
        (one(type="table", fields={"c": {"type": "text", "label": "c"}}, totals=["c"]), "fields.f.totals", "total-of-no-number"),
        (one(type="record", form="x", bring={"g": "h"}), "fields.f.bring", "unknown-field"),
        ({"v": 1, "fields": {"sum": {"type": "text", "label": "s"}}}, "fields.sum", "bad-key"),
        ({"v": 1, "fields": {"a b": {"type": "text", "label": "s"}}}, "fields.a b", "bad-key"),
        ({"v": 1, "fields": {"if": {"type": "text", "label": "s"}}}, "fields.if", "bad-key"),
        ({"v": 1, "fields": {"_id": {"type": "text", "label": "s"}}}, "fields._id", "bad-key"),
        ({**one(type="text"), "query": ["g"]}, "query", "unknown-field"),
        ({**one(type="text"), "rules": [{"check": "f > 1", "message": "m"}]}, "rules.0.check", "expression"),
        ({**one(type="text"), "rules": [{"check": "true"}]}, "rules.0", "bad-rule"),
        ({**one(type="text"), "views": {"wall": {"rows": []}}}, "views.wall", "unknown-view"),
        ({**one(type="text"), "views": {"print": {"rows": [[{"field": "f", "span": 25}]]}}}, "views.print.rows.0.0", "bad-cell"),
        ({**one(type="text"), "views": {"print": {"rows": [[{"field": "f"}], [{"field": "f"}]]}}}, "views.print.rows.1.0", "shown-twice"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(raw: Any, path: str, code: str) -> None:
    found = codes(raw)
    assert found.get(path) == code, found


def test_a_row_wider_than_the_grid_is_refused() -> None:
    raw = expense()
    raw["views"]["entry"]["rows"][0][0]["span"] = 13
    assert codes(raw) == {"views.entry.rows.0": "row-too-wide"}


def test_all_faults_are_found_at_once_and_said_in_both_languages() -> None:
    raw = expense()
    raw["fields"]["total"]["calc"] = "sum(items.nothing)"
    raw["fields"]["dept"]["label"] = ""
    raw["fields"]["items"]["fields"]["qty"]["default"] = "viel"
    with pytest.raises(BadForm) as bad:
        compile_form(raw)
    assert {fault.path for fault in bad.value.faults} >= {
        "fields.total.calc", "fields.dept", "fields.items.fields.qty.default",
    }  # fmt: skip
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said = [words.of_fault(fault) for fault in bad.value.faults]
        assert all(said) and not any("%(" in one for one in said)


def test_a_cycle_names_its_way_through_table_and_total() -> None:
    raw = expense()
    raw["fields"]["items"]["fields"]["sub"]["calc"] = "qty * price + total"
    (fault,) = check_form(raw)
    assert fault.code == "cycle" and "items.sub" in fault.params["way"] and "total" in fault.params["way"]


@pytest.mark.feature("FRM-08")
def test_views_that_are_not_drawn_are_derived() -> None:
    form = compile_form(expense()).form
    assert view_of(form.views, form.fields, "print") == form.views["entry"]
    phone = view_of(form.views, form.fields, "phone")
    assert [[cell.field for cell in row] for row in phone.rows] == [
        ["dept"],
        ["total"],
        ["items"],
        ["事由"],
        ["kind"],
        ["days"],
        ["kept"],
        ["reason"],
    ]
    derived = view_of({}, form.fields, "entry")
    assert [cell.field for row in derived.rows for cell in row] == list(form.fields)
    assert all(sum(cell.span for cell in row) <= 24 for row in derived.rows)


def test_columns_win_over_fields_of_the_same_key() -> None:
    raw = one(
        type="table", fields={"g": {"type": "number", "label": "g"}, "h": {"type": "number", "label": "h", "calc": "g"}}
    )
    raw["fields"]["g"] = {"type": "text", "label": "g"}
    assert check_form(raw) == ()
