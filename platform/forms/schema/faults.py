"""What is wrong with a form's definition: a code, a path, and for expressions the place within. The words are forms.words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forms.feel import Fault


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """A fault. `path` leads to the place in the JSON (`fields.items.fields.qty.calc`); `feel` is set where an expression
    cannot be compiled, with line and column.
    """

    code: str
    path: str = ""
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    feel: Fault | None = field(default=None, compare=False)


class BadForm(ValueError):
    """A definition that cannot be published, with everything that is wrong with it."""

    def __init__(self, faults: list[SchemaFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in faults))
