"""Conformance cases: one expression with typed inputs and the expected value, as converted from the DMN TCK.

A file is a list of `{"suite", "case", "expr", "inp": {name: tagged}, "exp": tagged, "err": bool}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forms.feel.answers import Answer, Question, answer
from forms.feel.conversions import MISMATCH, convert
from forms.feel.faults import Fault
from forms.feel.kinds import BOOLEAN, NUMBER, Kind, list_of, takes
from forms.feel.parser import parse
from forms.feel.tagged import from_tagged, kind_of, to_tagged
from forms.feel.tree import Node
from forms.feel.typetext import read_kind
from forms.feel.values import Value, same

Case = dict[str, Any]
Ask = Callable[[list[Question]], list[Answer]]
#: From this many places on, an expected number may have been rounded or made with binary fractions by whoever wrote
#: it down; the conformance kit's own runner allows this much.
_ROUNDED_FROM = 8
_ALLOWED = Decimal("0.00000001")
#: What a case needs that its file does not hold: the type that the decision's result is declared with.
RESULT_TYPE = "declared type of the result"
#: A case whose values are not of the types that it gives them.
UNREADABLE = "value of the case"


@dataclass
class Report:
    """What became of the cases of a file."""

    agreed: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, Answer]] = field(default_factory=list)
    wrong: list[tuple[Case, Answer]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Counts, and the constructs that were refused."""
        with_value = [case for case in self.agreed if case["exp"][1] is not None]
        refused_with_value = [case for case, _ in self.refused if case["exp"][1] is not None]
        wrong_with_value = [case for case, _ in self.wrong if case["exp"][1] is not None]
        expected = len(with_value) + len(refused_with_value) + len(wrong_with_value)
        return {
            "cases": len(self.agreed) + len(self.refused) + len(self.wrong),
            "agreed": len(self.agreed),
            "refused": len(self.refused),
            "wrong": len(self.wrong),
            "with_value": expected,
            "with_value_agreed": len(with_value),
            "share_of_values_agreed": round(len(with_value) / expected, 4) if expected else 1.0,
            "refused_where_an_error_is_expected": sum(1 for case, _ in self.refused if case["err"]),
            "refused_by_construct": dict(Counter(said["fault"] for _, said in self.refused).most_common()),
        }


def check(cases: Iterable[Case], ask: Ask | None = None) -> Report:
    """Run cases through an engine: this one, or one that is asked with questions."""
    report = Report()
    known: list[Case] = []
    questions: list[Question] = []
    for case in cases:
        try:
            questions.append(question(case))
            from_tagged(case["exp"])
        except (ValueError, TypeError, AttributeError):
            del questions[len(known) :]
            report.refused.append((case, {"fault": UNREADABLE, "line": 1, "column": 1}))
            continue
        known.append(case)
    answers = ask(questions) if ask is not None else [answer(one) for one in questions]
    untyped: list[tuple[Case, Question]] = []
    for case, said in zip(known, answers, strict=True):
        if "kind" in said and _without_types(case, read_kind(said["kind"])):
            untyped.append((case, question(case, guessed=True)))
        else:
            _judge(report, case, said, case["exp"])
    if untyped:
        asked = [one for _, one in untyped]
        again = ask(asked) if ask is not None else [answer(one) for one in asked]
        for (case, _), said in zip(untyped, again, strict=True):
            _judge(report, case, said, _guessed(case["exp"]))
    return report


def question(case: Case, *, guessed: bool = False) -> Question:
    """A case as a question: names have the types of the values that it gives them."""
    inputs = {name: _guessed(value) if guessed else value for name, value in case["inp"].items()}
    return {
        "source": case["expr"] or "",
        "names": {name: _declared(value) for name, value in inputs.items()},
        "values": {name: to_tagged(from_tagged(value)) for name, value in inputs.items()},
        "now": "2026-11-25T09:00:00+08:00",
    }


def _judge(report: Report, case: Case, said: Answer, expected: list[Any]) -> None:
    if "fault" in said:
        report.refused.append((case, said))
    elif "value" in said and _agrees(from_tagged_or_text(said["value"]), expected):
        report.agreed.append(case)
    elif case["err"] and _only_literals(case):
        report.refused.append((case, {"fault": RESULT_TYPE, "line": 1, "column": 1}))
    else:
        report.wrong.append((case, said))


def from_tagged_or_text(tagged: list[Any]) -> Value:
    """A value, or the text of a range or function."""
    return str(tagged[1]) if tagged[0] in ("range", "function") else from_tagged(tagged)


def _agrees(value: Value, expected: list[Any]) -> bool:
    """The type of what is expected is the one that the result is declared with: 10.3.2.9.4 converts to it."""
    wanted = from_tagged(expected)
    if wanted is not None and value is not None:
        converted = convert(value, kind_of(expected))
        value = value if converted is MISMATCH else converted
    return _like(value, wanted)


def _like(value: Value, wanted: Value) -> bool:
    if isinstance(value, Decimal) and isinstance(wanted, Decimal):
        exponent = wanted.as_tuple().exponent
        if isinstance(exponent, int) and -exponent >= _ROUNDED_FROM:
            return abs(value - wanted) <= _ALLOWED
        return value == wanted
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(_like(one, other) for one, other in zip(value, wanted, strict=True))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(_like(value[key], wanted[key]) for key in value)
    return same(value, wanted)


def _declared(tagged: list[Any]) -> str:
    """The type of an input as text, `Any` where its names cannot be written."""
    kind = str(kind_of(tagged))
    try:
        return kind if read_kind(kind) else "Any"
    except Fault:
        return "Any"


def _without_types(case: Case, kind: Kind) -> bool:
    """Whether a case was written without types: it calls a result a text that can only be yes or no or a number."""
    expected = kind_of(case["exp"])
    plain = expected.of[0] if expected.name == "list" else expected
    own = kind.of[0] if kind.name == "list" else kind
    return (
        plain.name == "string"
        and own in (BOOLEAN, NUMBER)
        and not takes(expected, kind)
        and not takes(list_of(plain), kind)
    )


def _guessed(tagged: list[Any]) -> list[Any]:
    """A value without a type: what it looks like."""
    tag, raw = tagged
    if tag == "list":
        return [tag, [_guessed(item) for item in raw]]
    if tag != "string" or raw is None:
        return tagged
    if raw in ("true", "false"):
        return ["boolean", raw]
    return ["decimal", raw] if raw.replace(".", "", 1).lstrip("-").isdecimal() else tagged


def _only_literals(case: Case) -> bool:
    """Whether an expression is made of nothing but literals, so that no error can lie in it."""
    try:
        tree = parse(case["expr"], {})
    except Fault:
        return False

    def plain(node: Node) -> bool:
        return node.kind in ("number", "text", "true", "false", "list", "context", "infix") and all(
            plain(part) for part in node.parts
        )

    return plain(tree)
