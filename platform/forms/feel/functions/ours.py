"""Functions beyond the standard: money in Chinese capitals, and what only the company knows (asked through `Run`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.run import Run, as_number
from forms.feel.temporal import Date

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_HUNDREDTH: Final = Decimal(2)


def money_in_words(run: Run, amount: Decimal) -> str | None:
    """An amount in Chinese capitals as cheques and invoices want it, rounded half up to fen; null from 10^16 yuan on.

    So: 壹仟零伍拾元整, 壹拾元零伍分, 负壹佰元整, 零元整.
    """
    exact = decimals.rounded(amount, _HUNDREDTH, decimals.HALF_UP)
    if exact is None or abs(exact) >= Decimal(10) ** 16:
        return None
    fen = int(abs(exact) * 100)
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    said = _whole(yuan) + "元" if yuan else ""
    if not jiao and not cent:
        said = (said or "零元") + "整"
    else:
        said += f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
        said += f"{_DIGITS[cent]}分" if cent else "整"
    return ("负" if exact < 0 and fen else "") + said


def _whole(number: int) -> str:
    """A whole number in capitals: 亿 and 万 split it, and one 零 stands for a gap."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            return _whole(high) + name + ("零" if 0 < low < unit // 10 else "") + (_whole(low) if low else "")
    return _group(number)


def _group(group: int) -> str:
    said = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if said and group // 10 ** (place + 1) % 10 == 0 else "") + _DIGITS[digit] + _PLACES[place]
    return said


def workdays_between(run: Run, start: Date, end: Date) -> Decimal | None:
    """Working days after the first day up to and including the last, by the company's calendar."""
    return None if run.organization is None else as_number(run.organization.workdays_between(start, end))


def head_of_department(run: Run, department: str) -> str | None:
    """The person who leads a department."""
    return None if run.organization is None else run.organization.head_of(department)


def level_compare(run: Run, one: str, other: str) -> Decimal | None:
    """-1, 0 or 1: the first level ranks lower than the second, equal, or higher."""
    found = None if run.organization is None else run.organization.compare_levels(one, other)
    return None if found is None else Decimal((found > 0) - (found < 0))


FUNCTIONS: Final[dict[str, Any]] = {
    "money in words": money_in_words,
    "workdays between": workdays_between,
    "head of department": head_of_department,
    "level compare": level_compare,
}
