"""The language as a table: `grammar.json`, which the TypeScript reads too. Nothing about the syntax, the operators'
types, the functions' signatures or the words of faults stands anywhere else.

Source: OMG DMN 1.3 to 1.5, clause 10.3.1 (grammar rules 1 to 66) and the tables of 10.3.2 and 10.3.4.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

TABLE: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("grammar.json").read_text(encoding="utf-8"))

LIMITS: Final[dict[str, int]] = TABLE["limits"]
KEYWORDS: Final = frozenset(TABLE["keywords"])
#: Longest first, so that `**` is not read as two signs.
SYMBOLS: Final[tuple[str, ...]] = tuple(sorted(TABLE["symbols"], key=len, reverse=True))
INFIX: Final[dict[str, int]] = TABLE["infix"]
FORMS: Final[dict[str, list[str]]] = TABLE["forms"]
UNARY_TESTS: Final = frozenset(TABLE["unaryTests"])
NEGATION: Final[int] = TABLE["negation"]
INSTANCE: Final[int] = TABLE["instance"]
FULL_WIDTH: Final[dict[str, str]] = TABLE["fullWidth"]
ESCAPES: Final[dict[str, str]] = TABLE["escapes"]
SIMPLE_TYPES: Final[tuple[str, ...]] = tuple(TABLE["simpleTypes"])
REFERENCE_TYPES: Final = frozenset(TABLE["referenceTypes"])
OPERATORS: Final[dict[str, list[Any]]] = TABLE["operators"]
PROPERTIES: Final[dict[str, dict[str, str]]] = TABLE["properties"]
FUNCTIONS: Final[dict[str, list[dict[str, Any]]]] = TABLE["functions"]
TYPE_WORDS: Final[dict[str, list[str]]] = TABLE["typeWords"]
PATTERN_REASONS: Final[dict[str, list[str]]] = TABLE["patternReasons"]
FAULTS: Final[dict[str, list[str]]] = TABLE["faults"]


@lru_cache(maxsize=4096)
def is_space(char: str) -> bool:
    """Grammar rules 61 and 62."""
    return _within(ord(char), TABLE["spaces"])


@lru_cache(maxsize=4096)
def starts_name(char: str) -> bool:
    """Grammar rule 28, without the full-width signs that people type by mistake."""
    return _within(ord(char), TABLE["nameStart"])


@lru_cache(maxsize=4096)
def continues_name(char: str) -> bool:
    """Grammar rule 29."""
    return starts_name(char) or _within(ord(char), TABLE["namePart"])


def _within(code: int, ranges: list[list[int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
