"""Conditions of processes are expressions of forms.feel over the values that the version declares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from forms.feel import Expression, Fault, Stopped, WrongValue, compile_expression
from forms.models import FormVersion
from forms.records import names_of
from workflow.plan.conditions import BadCondition, Condition

#: Where nothing else is declared, a condition may read these of the sender, whatever the values say.
STARTER = {"starter": "string", "starter_department": "string", "starter_unit": "string"}


def names(fields: Mapping[str, str], form: FormVersion | None) -> dict[str, str]:
    """What conditions may read, with types as text: what a version declares, and what its form has, which wins."""
    return {**fields, **names_of(form)} if form is not None else dict(fields)


def of_sender(starter: UUID | None, department: UUID | None, unit: UUID | None) -> dict[str, str | None]:
    """What conditions read of the sender: ids as texts."""
    known = {"starter": starter, "starter_department": department, "starter_unit": unit}
    return {name: str(key) if key else None for name, key in known.items()}


class Feel:
    """The language of one version: `fields` are names with their types as text."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = tuple(sorted({**STARTER, **fields}.items()))

    def compile(self, text: str) -> Condition:
        """Raises BadCondition with the place and the words of the fault."""
        try:
            return _Compiled(_compiled(text, self.fields))
        except Fault as fault:
            raise BadCondition(fault.words("en" if (get_language() or "").startswith("en") else "zh")) from fault


class _Compiled:
    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def evaluate(self, values: Mapping[str, Any]) -> bool | None:
        """What cannot be calculated does not decide."""
        try:
            found = self.expression.evaluate(values)
        except (Stopped, WrongValue):
            return None
        return found if isinstance(found, bool) else None


@lru_cache(maxsize=4000)
def _compiled(text: str, fields: tuple[tuple[str, str], ...]) -> Expression:
    return compile_expression(text, dict(fields), "boolean")
