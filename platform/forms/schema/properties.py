"""What the properties of fields may hold. Each check answers the code of what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from forms.feel import decimals
from forms.feel.literals import date_from, date_time_from, time_from
from forms.feel.patterns import PatternError, compile_pattern

Check = Callable[[Any], str]

MOST_OPTIONS: Final = 2000
KEY: Final = re.compile(r"[^\W\d]\w{0,39}")


def flag(value: Any) -> str:
    """Yes or no."""
    return "" if isinstance(value, bool) else "needs-yes-no"


def text(most: int) -> Check:
    """A text of so many characters at most."""
    return lambda value: "" if isinstance(value, str) and len(value) <= most else "needs-text"


def whole(low: int, high: int) -> Check:
    """A whole number within limits."""
    return lambda value: "" if type(value) is int and low <= value <= high else "needs-whole-number"


def number(value: Any) -> str:
    """An exact number written as a text."""
    return "" if isinstance(value, str) and decimals.number(value) is not None else "needs-number"


def date(value: Any) -> str:
    """A day."""
    return "" if isinstance(value, str) and date_from(value) is not None else "needs-date"


def time(value: Any) -> str:
    """A time of day."""
    return "" if isinstance(value, str) and time_from(value) is not None else "needs-time"


def moment(value: Any) -> str:
    """A day with a time of day."""
    return "" if isinstance(value, str) and date_time_from(value) is not None else "needs-moment"


def one_of(*choices: str) -> Check:
    """One of these words."""
    return lambda value: "" if value in choices else "needs-one-of"


def expression(value: Any) -> str:
    """A text that is to be compiled later, with the names of the form."""
    return "" if isinstance(value, str) and value.strip() else "needs-expression"


def condition(value: Any) -> str:
    """Yes, no, or an expression."""
    return "" if isinstance(value, bool) else expression(value)


def pattern(value: Any) -> str:
    """A pattern that the language can match."""
    if not isinstance(value, str) or len(value) > 500:
        return "needs-pattern"
    try:
        compile_pattern(value)
    except PatternError:
        return "needs-pattern"
    return ""


def key(value: Any) -> str:
    """A name: a letter of any script or `_`, then letters, digits, `_`; 40 characters at most."""
    return "" if isinstance(value, str) and KEY.fullmatch(value) else "needs-key"


def words(most: int) -> Check:
    """A list of short texts."""
    return lambda value: (
        ""
        if isinstance(value, list)
        and len(value) <= most
        and all(isinstance(one, str) and len(one) <= 60 for one in value)
        else "needs-list"
    )


def names(value: Any) -> str:
    """Keys of ours mapped to keys of theirs."""
    good = isinstance(value, Mapping) and all(not key(one) and not key(other) for one, other in value.items())
    return "" if good else "needs-names"


def options(value: Any) -> str:
    """Choices: `{"value", "label", "stopped"?}`, no value twice."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_OPTIONS or not all(map(_is_option, value)):
        return "needs-options"
    given = [one["value"] for one in value]
    return "" if len(set(given)) == len(given) else "option-twice"


def branches(value: Any) -> str:
    """Choices within choices: options that may have `children`, eight levels deep at most."""
    return _branches(value, 8)


def any_value(value: Any) -> str:
    """Checked later as the field's own value."""
    return ""


def _branches(value: Any, deep: int) -> str:
    wrong = (
        options([{name: of for name, of in one.items() if name != "children"} for one in value])
        if _maps(value)
        else "x"
    )
    if wrong or not deep:
        return "option-twice" if wrong == "option-twice" else "needs-options"
    for one in value:
        if "children" in one and (wrong := _branches(one["children"], deep - 1)):
            return wrong
    return ""


def _maps(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _is_option(one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and isinstance(one.get("value"), str)
        and 0 < len(one["value"]) <= 100
        and isinstance(one.get("label"), str)
        and 0 < len(one["label"]) <= 200
        and isinstance(one.get("stopped", False), bool)
        and set(one) <= {"value", "label", "stopped"}
    )
