"""The browser's engine says the same as the server's: value, type, fault and place, stop."""

from __future__ import annotations

import json

from forms.feel.answers import answer
from forms.feel.cases import check, question
from forms.feel.typescript import ask_typescript
from tests.forms.feel.test_conformance import FILES
from tests.forms.feel.vectors import questions, said


def test_the_vectors_hold_in_the_browser_too() -> None:
    asked = questions()
    answers = ask_typescript([one for _, one, _ in asked])
    differing = [
        (one["source"], expected, said(found))
        for (_, one, expected), found in zip(asked, answers, strict=True)
        if said(found) != expected
    ]
    assert not differing


def test_both_say_the_same_with_types_and_values() -> None:
    asked = [one for _, one, _ in questions()]
    for file in FILES:
        asked += [question(case) for case in json.loads(file.read_text(encoding="utf-8"))]
    differing = [
        (one["source"], mine, theirs)
        for one, mine, theirs in zip(asked, map(answer, asked), ask_typescript(asked), strict=True)
        if mine != theirs
    ]
    assert not differing


def test_no_outside_case_is_wrong_in_the_browser() -> None:
    for file in FILES:
        report = check(json.loads(file.read_text(encoding="utf-8")), ask_typescript)
        assert not report.wrong
        assert report.figures()["share_of_values_agreed"] >= 0.95


def test_wishes_about_the_result_are_the_same() -> None:
    asked = [
        {"source": source, "names": {"x": "Any", "n": "number"}, "values": {"n": ["decimal", "2"]}, "expects": expects}
        for source in ("1", "n", "x", "[n]", '"a"', "n > 1", "null", '@"2026-11-25"', "[[n]]")
        for expects in ("number", "string", "boolean", "list<number>", "date and time", "Any", "department")
    ]
    assert [answer(one) for one in asked] == ask_typescript(asked)
