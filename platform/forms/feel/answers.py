"""One question to an engine, one answer: the form in which both implementations are asked, so that they can be compared.

Question: `{"source", "names": {name: type}, "values": {name: tagged}, "expects"?, "now"?, "text"?}`.
Answer: `{"value": tagged, "kind": type}`, or `{"fault": construct, "line", "column"}`, or `{"stopped": construct}`.
"""

from __future__ import annotations

from typing import Any

from forms.feel.expression import compile_expression
from forms.feel.faults import Fault, Stopped
from forms.feel.literals import date_time_from
from forms.feel.run import Organization
from forms.feel.tagged import from_tagged, to_tagged
from forms.feel.temporal import Date, day_number
from forms.feel.values import text_of

Question = dict[str, Any]
Answer = dict[str, Any]


def answer(question: Question) -> Answer:
    """What this implementation says."""
    try:
        expression = compile_expression(question["source"], question["names"], question.get("expects"))
    except Fault as fault:
        place = fault.place
        return {
            "fault": fault.construct,
            "line": place.line if place else 0,
            "column": place.column if place else 0,
        }
    values = {name: from_tagged(tagged) for name, tagged in question["values"].items()}
    now = date_time_from(question["now"]) if question.get("now") else None
    try:
        found = expression.evaluate(values, now=now, organization=Example())
    except Stopped as stop:
        return {"stopped": stop.construct}
    said: Answer = {"value": to_tagged(found), "kind": str(expression.kind)}
    if question.get("text"):
        said["text"] = text_of(found, inside=True)
    return said


class Example(Organization):
    """A company of a few words, the same in both implementations: Monday to Friday are worked, `财务部` is led by
    `王芳`, levels rank by their number (`P3` below `P10`).
    """

    def workdays_between(self, start: Date, end: Date) -> int | None:
        """Weekdays after the first day up to and including the last."""
        first, last = sorted((day_number(start), day_number(end)))
        if last - first > 10_000:
            return None
        count = sum(1 for day in range(first + 1, last + 1) if (day + 3) % 7 < 5)
        return count if day_number(start) <= day_number(end) else -count

    def head_of(self, department: str) -> str | None:
        """One department is known."""
        return "王芳" if department == "财务部" else None

    def compare_levels(self, one: str, other: str) -> int | None:
        """By the digits after the first letter."""
        if not (one[1:].isdecimal() and other[1:].isdecimal()):
            return None
        return int(one[1:]) - int(other[1:])
