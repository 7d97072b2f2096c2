"""Kinds: what they take, what they refuse in words, and that what is stored is read back the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.policies import Invalid
from kernel.preferences import (
    Choice,
    Colour,
    Duration,
    Group,
    Number,
    Picture,
    Preference,
    Size,
    Switch,
    Text,
    TimeSpan,
    TimeSpans,
)

GROUP = Group("kinds", "Kinds")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Switch(), "on", True),
        (Switch(), "", False),
        (Choice({"a": "A"}), "a", "a"),
        (Text(), "  同办  ", "同办"),
        (Text(multiline=True), "a\r\nb\r\n", "a\nb"),
        (Number(), "1,200", Decimal(1200)),
        (Number(places=2), "0.50", Decimal("0.50")),
        (Duration(), "90 minutes", timedelta(minutes=90)),
        (Duration(unit="hours"), "2", timedelta(hours=2)),
        (Size(), "1.5 GB", 3 * 512 * 1024**2),
        (Size(unlimited=True, least=1024), "0 MB", 0),
        (Colour(), "#2557D6", "#2557d6"),
        (Picture(), "", None),
        (Picture(), str(UUID(int=7)), UUID(int=7)),
        (TimeSpans(), "22:00-07:00，12：00～13：30", (TimeSpan(720, 810), TimeSpan(1320, 420))),
        (TimeSpans(), "", ()),
    ],
)
def test_what_is_typed_is_stored_and_read_back(kind, typed, value):
    assert kind.parse(typed) == value
    assert kind.load(kind.dump(value)) == value
    assert kind.parse(kind.fill(value)) == value
    assert isinstance(kind.show(value), str)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Switch(), "perhaps"),
        (Choice({"a": "A"}), "b"),
        (Text(max_length=3), "四个字了"),
        (Text(required=True), "  "),
        (Text(pattern=r"\d+"), "x"),
        (Number(), "1.5"),
        (Number(), "many"),
        (Number(), "NaN"),
        (Number(least=1), "0"),
        (Number(most=9), "10"),
        (Duration(), "1 fortnight"),
        (Duration(), "0.5"),
        (Duration(most=timedelta(hours=1)), "2 hours"),
        (Size(), "-1 MB"),
        (Size(most=1024), "1 MB"),
        (Size(), "1 parsec"),
        (Colour(), "blue"),
        (Colour(), "#ffee00"),
        (Picture(), "../../etc/passwd"),
        (TimeSpans(), "22:00"),
        (TimeSpans(), "25:00-26:00"),
        (TimeSpans(most=1), "1:00-2:00,3:00-4:00"),
    ],
)
def test_what_is_refused_is_told(kind, typed):
    with pytest.raises(Invalid) as refused:
        kind.parse(typed)
    assert str(refused.value.errors[""][0])


@given(st.integers(0, 10**15))
def test_sizes_lose_nothing(amount):
    assert Size().parse(Size().fill(amount)) == amount


@given(st.integers(0, 60 * 24 * 3650))
def test_durations_lose_nothing(minutes):
    length = timedelta(minutes=minutes)
    assert Duration().parse(Duration().fill(length)) == length


def test_spans_over_midnight():
    assert TimeSpan(1320, 420).holds(1400)
    assert TimeSpan(1320, 420).holds(0)
    assert not TimeSpan(1320, 420).holds(420)
    assert TimeSpan(720, 810).holds(720)


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "nodot"},
        {"key": "brand.name"},
        {"levels": ()},
        {"levels": ("planet",)},
        {"default": "none of them"},
    ],
)
def test_declarations_that_cannot_be_are_refused_at_the_start(fields):
    given_ = {"key": "tests.bad", "kind": Choice({"a": "A"}), "default": "a", "levels": ("tenant",)}
    with pytest.raises(ValueError, match=r"tests|brand|nodot"):
        Preference(**{**given_, **fields}, title="Bad", group=GROUP)
