"""Whatever is written: a value, a refusal with its place, or a stop; and the same in both implementations."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.feel import Fault, Stopped, compile_expression
from forms.feel.answers import answer
from forms.feel.grammar import KEYWORDS, LIMITS, SYMBOLS
from forms.feel.tagged import from_tagged
from forms.feel.typescript import ask_typescript
from tests.forms.feel.generator import NAMES, VALUES, sources

BOTH = 6_000
_WORDS = st.sampled_from(
    [*SYMBOLS, *sorted(KEYWORDS), "金额", "x", "行", "1", "2.5", '"a"', " ", "item", "count(", "明细"]
)


def question(source: str) -> dict[str, Any]:
    """A generated source with the values of the generator."""
    return {"source": source, "names": NAMES, "values": VALUES, "now": "2026-11-25T09:00:00+08:00"}


@given(st.lists(_WORDS | st.text(max_size=3), max_size=40))
@settings(max_examples=600, deadline=None)
def test_noise_is_refused_with_a_place_inside_it(parts: list[str]) -> None:
    source = "".join(parts)
    lines = source.split("\n")
    try:
        expression = compile_expression(source, NAMES)
    except Fault as fault:
        assert fault.place is not None
        assert 1 <= fault.place.line <= len(lines)
        assert 1 <= fault.place.column <= len(lines[fault.place.line - 1]) + 1
        assert fault.words("en")
        assert fault.words("zh-hans")
        assert "{" not in fault.words("en").replace(source, "") or "{" in source
        return
    try:
        expression.evaluate({name: from_tagged(tagged) for name, tagged in VALUES.items()})
    except Stopped as stop:
        assert stop.construct in ("steps", "loop", "text size", "calls", "depth")


def test_generated_sentences_mean_the_same_in_both_implementations() -> None:
    asked = [question(source) for source in islice(sources(20261125), BOTH)]
    mine = [answer(one) for one in asked]
    differing = [
        (one["source"], ours, theirs)
        for one, ours, theirs in zip(asked, mine, ask_typescript(asked), strict=True)
        if ours != theirs
    ]
    assert not differing[:10]
    kinds = [next(iter(one)) for one in mine]
    # The generator is worth its name: it makes what is right and what is wrong.
    assert kinds.count("value") > BOTH // 10
    assert kinds.count("fault") > BOTH // 10


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
@settings(max_examples=200, deadline=None)
def test_rounding_keeps_within_half_a_unit(value: Any) -> None:
    rounded = compile_expression("round half up(n, 2)", {"n": "number"}).evaluate({"n": value})
    assert abs(rounded - value) * 200 <= 1


@given(st.dates(), st.integers(min_value=-400_000, max_value=400_000))
@settings(max_examples=200, deadline=None)
def test_days_added_are_days_between(day: Any, count: int) -> None:
    moved = compile_expression('日 + n * @"P1D"', {"日": "date", "n": "number"}).evaluate({"日": day, "n": count})
    back = compile_expression("(b - a).days", {"a": "date", "b": "date"}).evaluate({"a": day, "b": moved})
    assert back == count


def test_the_longest_source_and_the_deepest_nesting_are_refused() -> None:
    with pytest.raises(Fault, match="longer than"):
        compile_expression("1" + "+1" * LIMITS["source"], {})
    for source in ("(" * 500 + "1" + ")" * 500, "[" * 200 + "]" * 200, "-" * 300 + "x", "1" + "+1" * 300):
        with pytest.raises(Fault) as caught:
            compile_expression(source, {"x": "number"})
        assert caught.value.construct in ("too deep", "expression expected")
