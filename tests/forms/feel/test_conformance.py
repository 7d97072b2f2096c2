"""Cases that others wrote, where they lie beside the project (`shared/data/feel` in a folder above): none may be wrong.

`tongban feel check FILE.json` runs any other file of the format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from forms.feel.cases import RESULT_TYPE, UNREADABLE, check
from forms.feel.typescript import ask_typescript

FILES = [
    file
    for parent in Path(__file__).resolve().parents
    if (parent / "shared" / "data" / "feel").is_dir()
    for file in sorted((parent / "shared" / "data" / "feel").glob("*.json"))
]


def case(expr: str, exp: list[Any], inp: dict[str, Any] | None = None, *, err: bool = False) -> dict[str, Any]:
    """A case as the files have them."""
    return {"suite": "own", "case": expr, "expr": expr, "inp": inp or {}, "exp": exp, "err": err}


def test_no_outside_case_is_wrong_and_nearly_all_with_a_value_agree() -> None:
    for file in FILES:
        report = check(json.loads(file.read_text(encoding="utf-8")))
        assert not report.wrong, (file.name, report.wrong[:5])
        assert report.figures()["share_of_values_agreed"] >= 0.95


def test_a_report_tells_agreed_refused_and_wrong() -> None:
    report = check(
        [
            case("1 + 1", ["decimal", "2"]),
            case("a + 1", ["decimal", "3"], {"a": ["decimal", "2"]}),
            case('1 + "a"', ["null", None], err=True),
            case("1 + 1", ["decimal", "3"]),
            case("1 / 3", ["decimal", "0.33333333"]),
        ]
    )
    figures = report.figures()
    assert (figures["agreed"], figures["refused"], figures["wrong"]) == (3, 1, 1)
    assert figures["refused_by_construct"] == {"operator": 1}
    assert report.wrong[0][1]["value"] == ["decimal", "2"]


def test_a_wrong_null_is_wrong_and_a_missing_null_too() -> None:
    report = check(
        [
            case("1 / a", ["decimal", "1"], {"a": ["decimal", "0"]}),
            case("abs(a)", ["null", None], {"a": ["decimal", "1"]}, err=True),
        ]
    )
    assert len(report.wrong) == 2


def test_a_list_of_one_is_taken_for_its_item_where_a_single_value_is_declared() -> None:
    report = check([case("[1, 2][item = 2]", ["decimal", "2"]), case("[1, 2][item > 0]", ["decimal", "2"])])
    assert (len(report.agreed), len(report.wrong)) == (1, 1)


def test_a_case_without_types_is_read_by_the_look_of_its_values() -> None:
    values = {"a": ["string", "10"], "b": ["string", "9"]}
    report = check([case("a > b", ["string", "true"], values), case("a < b", ["string", "true"], values)])
    assert (len(report.agreed), len(report.wrong)) == (1, 1)


def test_a_case_that_cannot_be_read_is_named_and_stops_nothing() -> None:
    cases = [
        case("a", ["decimal", "1"], {"a": ["date", "soon"]}),
        case("a", ["colour", "red"], {"a": ["decimal", "1"]}),
        case("a + 1", ["decimal", "1.0015"], {"a": ["decimal", " 1.5E-3 "]}),
    ]
    for report in (check(cases), check(cases, ask_typescript)):
        assert [said["fault"] for _, said in report.refused] == [UNREADABLE, UNREADABLE]
        assert len(report.agreed) == 1


def test_an_error_that_cannot_lie_in_the_expression_is_named_as_what_the_file_lacks() -> None:
    report = check([case("1 + 1", ["null", None], err=True)])
    assert report.refused[0][1]["fault"] == RESULT_TYPE
