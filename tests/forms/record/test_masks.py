"""Every mask, every field, every change: whatever is sent, nothing changes but what the mask allows, and nothing that it
hides ever leaves. The judge below knows the rules in its own words.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from forms.record import LOOKING, OutsideMask, begin, change, read_mask, readable
from forms.schema import compile_form
from tests.forms.record.test_changing import AROUND, KEPT, row
from tests.forms.schema.expense import expense

FORM = compile_form(expense())
FIELDS = [one.key for one in FORM.form.fields.values()]
COLUMNS = list(FORM.form.fields["items"].columns)
PATHS = [*FIELDS, *(f"items.{column}" for column in COLUMNS)]
DERIVED = {"total", "items.sub"}
# What empties itself when it is hidden; `kept` stays.
EMPTIED = {"reason", "items.why"}
WORDS = some.sampled_from(["hidden", "read", "edit", "required"])

masks = some.fixed_dictionaries(
    {"else": WORDS, "fields": some.dictionaries(some.sampled_from(PATHS), WORDS)},
    optional={
        "rows": some.fixed_dictionaries({"items": some.lists(some.sampled_from(["add", "delete"]), unique=True)})
    },
)
texts = some.sampled_from([None, "", "甲", "出差", "纸"])
numbers = some.sampled_from([None, "0", "1", "2", "10.00", "999.99", "12000", "x"])
cells = some.fixed_dictionaries(
    {}, optional={"what": texts, "qty": numbers, "price": numbers, "sub": numbers, "why": texts}
)
rows = some.lists(
    some.tuples(some.sampled_from([None, *(one["_id"] for one in KEPT["items"])]), cells).map(
        lambda pair: pair[1] if pair[0] is None else {"_id": pair[0], **pair[1]}
    ),
    max_size=4,
)
sent_values = some.fixed_dictionaries(
    {},
    optional={
        "dept": some.sampled_from([None, KEPT["dept"], "019abcde-0000-7000-8000-0000000000aa"]),
        "事由": texts,
        "kind": some.sampled_from([None, "travel", "fax"]),
        "items": rows,
        "total": numbers,
        "reason": texts,
        "kept": texts,
        "days": some.sampled_from([None, {"start": "2026-01-01", "end": "2026-01-02"}]),
    },
)
keeps = some.sampled_from([KEPT, begin(FORM, AROUND)])


def access(raw: dict[str, Any], path: str) -> str:
    """The rule again, said plainly."""
    table, _, column = path.partition(".")
    own: str = raw["fields"].get(table, raw["else"])
    if column:
        return "hidden" if own == "hidden" else raw["fields"].get(path, own)
    return own


def writes(raw: dict[str, Any], path: str) -> bool:
    return path not in DERIVED and access(raw, path) in ("edit", "required")


def may(raw: dict[str, Any], what: str) -> bool:
    if access(raw, "items") == "hidden":
        return False
    return what in raw["rows"]["items"] if "rows" in raw else writes(raw, "items")


@pytest.mark.feature("FRM-05")
@settings(max_examples=1500, deadline=None)
@given(masks, sent_values, keeps)
def test_no_change_reaches_beyond_its_mask(raw: dict[str, Any], sent: dict[str, Any], kept: dict[str, Any]) -> None:
    mask, faults = read_mask(raw, FORM.form)
    assert not faults
    try:
        outcome = change(FORM, kept, sent, AROUND, mask)
    except OutsideMask as outside:
        for refused in outside.refused:
            if refused.code == "no-adding":
                assert not may(raw, "add")
            elif refused.code == "no-deleting":
                assert not may(raw, "delete")
            else:
                assert not writes(raw, refused.path)
                assert refused.path.partition(".")[0] in sent
        return
    for change_ in outcome.changes:
        if change_.path == "items":
            if change_.old is None:
                assert may(raw, "add")
            elif change_.new is None:
                assert may(raw, "delete")
            else:
                assert writes(raw, "items"), "rows were put into another order"
        elif change_.path not in DERIVED and not (change_.path in EMPTIED and change_.new is None):
            assert writes(raw, change_.path), change_
    for key in sent:
        if access(raw, key) == "hidden" and key not in DERIVED:
            pytest.fail(f"{key} is hidden, and what was sent for it was let through")


@settings(max_examples=300, deadline=None)
@given(masks, sent_values)
def test_what_is_hidden_never_leaves(raw: dict[str, Any], sent: dict[str, Any]) -> None:
    mask, _ = read_mask(raw, FORM.form)
    values = change(FORM, KEPT, {**sent, "items": [row()]}, AROUND).values
    shown = readable(FORM.form, values, mask)
    for path in PATHS:
        table, _, column = path.partition(".")
        if access(raw, path) == "hidden":
            assert column not in {key for one in shown.get(table, ()) for key in one} if column else table not in shown
        elif not column:
            assert table in shown


@settings(max_examples=300, deadline=None)
@given(sent_values)
def test_calculating_twice_changes_nothing(sent: dict[str, Any]) -> None:
    once = change(FORM, KEPT, sent, AROUND).values
    again = change(FORM, once, {}, AROUND, LOOKING)
    assert again.values == once and not again.changes
    everything = change(FORM, once, once, AROUND, LOOKING)
    assert everything.values == once
