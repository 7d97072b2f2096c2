"""What the engine asks of a language of conditions; forms.feel answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class BadCondition(ValueError):
    """A text that is no condition; the message says what and where."""


class Condition(Protocol):
    """A compiled condition."""

    def evaluate(self, values: Mapping[str, Any]) -> bool | None:
        """True, False, or None where the values do not decide it."""


class Language(Protocol):
    """A language of conditions."""

    def compile(self, text: str) -> Condition:
        """Raises BadCondition with words for people."""
