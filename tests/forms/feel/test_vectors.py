"""Every construct and built-in function, by the shared vectors."""

from __future__ import annotations

from typing import Any

import pytest

from forms.feel.answers import answer
from forms.feel.grammar import FAULTS, FUNCTIONS
from tests.forms.feel.vectors import questions, said

VECTORS = questions()


@pytest.mark.parametrize(
    ("asked", "expected"), [(asked, expected) for _, asked, expected in VECTORS], ids=[v[1]["source"] for v in VECTORS]
)
def test_the_language_says(asked: dict[str, Any], expected: str) -> None:
    assert said(answer(asked)) == expected


def test_there_are_vectors_for_every_function() -> None:
    sources = "\n".join(asked["source"] for _, asked, _ in VECTORS)
    assert [name for name in FUNCTIONS if name + "(" not in sources] == []


def test_there_are_vectors_for_nearly_every_fault() -> None:
    seen = {expected[1:].rsplit(" ", 1)[0] if ":" in expected else expected[1:] for _, _, expected in VECTORS}
    elsewhere = {"too long", "too deep", "did you mean", "result", "name not allowed", "reserved", "argument missing"}
    assert set(FAULTS) - elsewhere - seen == {"range ends"}
