"""Single values: what is kept of what was sent, and what is refused with which reason."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forms.schema import Field, WrongField, normalise
from forms.schema.identity import is_bank_card, is_identity_number

ZONE = ZoneInfo("Asia/Shanghai")
A, B = "019abcde-0000-7000-8000-000000000001", "019abcde-0000-7000-8000-000000000002"
OPTIONS = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙", "stopped": True}]
TREE = [{"value": "gd", "label": "广东", "children": [{"value": "sz", "label": "深圳"}]}]


def kept(kind: str, raw: Any, old: Any = None, **settings: Any) -> Any:
    return normalise(Field("f", kind, "某", settings), raw, ZONE, old)


@pytest.mark.feature("FRM-02")
@pytest.mark.parametrize(
    ("kind", "raw", "settings", "value"),
    [
        ("text", " 甲\n乙\x00 ", {}, "甲 乙"),
        ("text", "  ", {}, None),
        ("text", "A-12", {"pattern": "[A-Z]-[0-9]+"}, "A-12"),
        ("longtext", "一\r\n二", {}, "一\n二"),
        ("richtext", '<p onclick="x()">好<script>x</script></p>', {}, "<p>好</p>"),
        ("number", "0012.5000", {}, "12.5"),
        ("number", "-0", {}, "0"),
        ("number", "100", {}, "100"),
        ("number", 12, {"scale": 1}, "12.0"),
        ("money", "12345678901234567.89", {}, "12345678901234567.89"),
        ("money", "-0.00", {}, "0.00"),
        ("date", "2026-11-25", {"min": "2026-11-25"}, "2026-11-25"),
        ("time", "09:30", {}, "09:30:00"),
        ("datetime", "2026-11-25T09:30", {}, "2026-11-25T09:30:00+08:00"),
        ("datetime", "2026-11-25T01:30:00Z", {}, "2026-11-25T09:30:00+08:00"),
        ("period", {"start": "2026-11-25", "end": "2026-11-25"}, {}, {"start": "2026-11-25", "end": "2026-11-25"}),
        ("period", {"start": "", "end": ""}, {}, None),
        ("choice", "a", {"options": OPTIONS}, "a"),
        ("choice", ["a", "a"], {"options": OPTIONS, "multiple": True}, ["a"]),
        ("cascade", ["gd", "sz"], {"options": TREE}, ["gd", "sz"]),
        ("cascade", ["gd"], {"options": TREE, "anywhere": True}, ["gd"]),
        ("yesno", False, {}, False),
        ("person", A.upper(), {}, A),
        ("person", [A, B, A], {"multiple": True}, [A, B]),
        ("file", [A], {}, [A]),
        ("file", [], {}, None),
        ("address", {"province": "广东省", "detail": " 科技园 "}, {},
         {"province": "广东省", "city": "", "district": "", "detail": "科技园"}),
        ("phone", "138 0013-8000", {}, "13800138000"),
        ("phone", "021-62345678", {}, "021-62345678"),
        ("idnumber", "11010519491231002x", {}, "11010519491231002X"),
        ("bankcard", "6222 0212 3456 7890 128", {}, "6222021234567890128"),
    ],
)  # fmt: skip
def test_what_is_kept(kind: str, raw: Any, settings: dict[str, Any], value: Any) -> None:
    assert kept(kind, raw, **settings) == value
    assert kept(kind, kept(kind, raw, **settings), **settings) == value, "keeping twice changes nothing"


@pytest.mark.feature("FRM-02")
@pytest.mark.parametrize(
    ("kind", "raw", "settings", "code"),
    [
        ("text", 5, {}, "not-a-text"),
        ("text", "四个字呀", {"maxLength": 3}, "too-long"),
        ("text", "一", {"minLength": 2}, "too-short"),
        ("text", "xA-12", {"pattern": "[A-Z]-[0-9]+"}, "pattern"),
        ("text", "a" * 400 + "!", {"pattern": "(a*)*b"}, "pattern-too-hard"),
        ("number", 1.5, {}, "not-a-number"),
        ("number", "NaN", {}, "not-a-number"),
        ("number", "1e5", {}, "not-a-number"),
        ("number", True, {}, "not-a-number"),
        ("money", "1.005", {}, "too-many-decimals"),
        ("number", "1" * 34 + ".5", {}, "too-many-digits"),
        ("number", "5", {"min": "5.01"}, "too-small"),
        ("number", "5", {"max": "4.99"}, "too-great"),
        ("date", "2026-02-30", {}, "not-a-date"),
        ("date", "20261125", {}, "not-a-date"),
        ("date", "2026-11-24", {"min": "2026-11-25"}, "too-early"),
        ("time", "25:00", {}, "not-a-time"),
        ("datetime", "2026-11-25", {}, "not-a-moment"),
        ("datetime", "2026-11-25T09:30", {"max": "2026-11-25T09:00:00"}, "too-late"),
        ("period", {"start": "2026-11-25"}, {}, "half-a-period"),
        ("period", {"start": "2026-11-25", "end": "2026-11-24"}, {}, "period-backwards"),
        ("choice", "c", {"options": OPTIONS}, "no-such-choice"),
        ("choice", "b", {"options": OPTIONS}, "choice-stopped"),
        ("cascade", ["gd"], {"options": TREE}, "choice-unfinished"),
        ("cascade", ["gd", "sz", "x"], {"options": TREE}, "no-such-choice"),
        ("yesno", "yes", {}, "not-yes-no"),
        ("person", "张三", {}, "no-reference"),
        ("person", 7, {}, "no-reference"),
        ("person", [A, B], {"multiple": True, "max": 1}, "too-many"),
        ("file", A, {}, "not-a-list"),
        ("address", {"planet": "x"}, {}, "not-an-address"),
        ("phone", "62345678", {}, "not-a-phone"),
        ("phone", "021-62345678", {"mobile": True}, "not-a-phone"),
        ("idnumber", "110105194912310021", {}, "not-an-identity-number"),
        ("bankcard", "6222021234567890129", {}, "not-a-bank-card"),
    ],
)
def test_what_is_refused(kind: str, raw: Any, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(WrongField) as wrong:
        kept(kind, raw, **settings)
    assert wrong.value.code == code


def test_a_choice_that_is_offered_no_more_may_stay() -> None:
    assert kept("choice", "b", old="b", options=OPTIONS) == "b"


def test_every_single_slip_in_an_identity_number_is_noticed() -> None:
    good = "11010519491231002X"
    assert is_identity_number(good)
    for at in range(17):
        for digit in "0123456789":
            slipped = good[:at] + digit + good[at + 1 :]
            assert is_identity_number(slipped) == (slipped == good)


def test_every_single_slip_in_a_bank_card_is_noticed() -> None:
    good = "6222021234567890128"
    assert is_bank_card(good)
    assert sum(is_bank_card(good[:at] + digit + good[at + 1 :]) for at in range(19) for digit in "0123456789") == 19
