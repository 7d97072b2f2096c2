"""Numbers: DMN clause 10.3.4.5, Table 76."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.arithmetic import negate
from forms.feel.run import Run
from forms.feel.temporal import Days, Months
from forms.feel.values import Value

_ZERO: Final = Decimal(0)


def _rounding(mode: str) -> Any:
    def does(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal | None:
        return decimals.rounded(n, _ZERO if scale is None else scale, mode)

    return does


def absolute(run: Run, n: Value) -> Value:
    """Without its sign: a number or a duration."""
    if isinstance(n, Decimal):
        return decimals.CONTEXT.abs(n)
    negative = n.nanos < 0 if isinstance(n, Days) else isinstance(n, Months) and n.months < 0
    return negate(n) if negative else n


def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The rest of a division; numbers of very different sizes make long integers on the way, which is paid for."""
    run.spend(abs(dividend.adjusted() - divisor.adjusted()) >> 2)
    return decimals.modulo(dividend, divisor)


def odd(run: Run, n: Decimal) -> bool | None:
    """Whether a whole number is odd; null of a fraction."""
    return modulo(run, n, Decimal(2)) == 1 if decimals.is_whole(n) else None


def even(run: Run, n: Decimal) -> bool | None:
    """Whether a whole number is even; null of a fraction."""
    return modulo(run, n, Decimal(2)) == 0 if decimals.is_whole(n) else None


FUNCTIONS: Final[dict[str, Any]] = {
    "decimal": _rounding(decimals.EVEN),
    "floor": _rounding(decimals.FLOOR),
    "ceiling": _rounding(decimals.CEILING),
    "round up": _rounding(decimals.UP),
    "round down": _rounding(decimals.DOWN),
    "round half up": _rounding(decimals.HALF_UP),
    "round half down": _rounding(decimals.HALF_DOWN),
    "abs": absolute,
    "modulo": modulo,
    "sqrt": lambda run, n: decimals.square_root(n),
    "log": lambda run, n: decimals.logarithm(n),
    "exp": lambda run, n: decimals.exponential(n),
    "odd": odd,
    "even": even,
}
