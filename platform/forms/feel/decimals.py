"""Exact decimals: IEEE 754-2008 decimal128, 34 digits, ties to even. Source: DMN clause 10.3.2.3.1.

Every operation answers None where the standard says null: division by zero, a scale out of range, no real number.
"""

from __future__ import annotations

import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache
from typing import Final

DIGITS: Final = 34
#: Neither NaN nor 1E9 nor other digits than these are numbers here.
_PLAIN: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
CONTEXT: Final = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=_TRAPS)
#: For what goes through many steps before it is rounded once.
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN, Emin=-99999, Emax=99999, traps=_TRAPS)
_ERRORS = (InvalidOperation, DivisionByZero, Overflow)
_ONE = Decimal(1)
_LARGEST_POWER: Final = 999_999_999

EVEN, UP, DOWN = ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN
HALF_UP, HALF_DOWN, FLOOR, CEILING = ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_FLOOR, ROUND_CEILING


def number(text: str) -> Decimal | None:
    """The number of a literal such as `-12.50`, rounded to 34 digits; None when it is none or out of range."""
    if _PLAIN.fullmatch(text) is None:
        return None
    try:
        return CONTEXT.create_decimal(text)
    except _ERRORS:
        return None


def add(left: Decimal, right: Decimal) -> Decimal | None:
    """The sum."""
    try:
        return CONTEXT.add(left, right)
    except _ERRORS:
        return None


def subtract(left: Decimal, right: Decimal) -> Decimal | None:
    """The difference."""
    try:
        return CONTEXT.subtract(left, right)
    except _ERRORS:
        return None


def multiply(left: Decimal, right: Decimal) -> Decimal | None:
    """The product."""
    try:
        return CONTEXT.multiply(left, right)
    except _ERRORS:
        return None


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """The quotient."""
    try:
        return CONTEXT.divide(left, right)
    except _ERRORS:
        return None


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """The power, of Table 60; whole exponents go to ±999,999,999."""
    if abs(exponent) > _LARGEST_POWER:
        return None
    try:
        if exponent == exponent.to_integral_value():
            return _narrow(_whole_power(base, int(exponent)))
        if base <= 0:
            return Decimal(0) if base == 0 and exponent > 0 else None
        return _narrow(_WIDE.exp(_WIDE.multiply(exponent, _WIDE.ln(base))))
    except _ERRORS:
        return None


def rounded(value: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    """A number with that many places after the point (negative: zeros before it). A finer scale than the number
    has changes its look only while 34 digits suffice. None outside the scales of decimal128.
    """
    places = int(scale)
    if not -6111 <= places <= 6176:
        return None
    try:
        return value.quantize(_unit(places), mode, CONTEXT)
    except _ERRORS:
        exponent = value.as_tuple().exponent
        return value if isinstance(exponent, int) and -places < exponent else None


@lru_cache(maxsize=256)
def _unit(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """`dividend - divisor * floor(dividend / divisor)` without rounding in between; the sign is the divisor's."""
    if divisor == 0:
        return None
    _, _, first = dividend.as_tuple()
    _, _, second = divisor.as_tuple()
    assert isinstance(first, int)
    assert isinstance(second, int)
    exponent = min(first, second)
    rest = _scaled(dividend, exponent) % _scaled(divisor, exponent)
    return _narrow(_WIDE_INTEGERS.scaleb(Decimal(rest), exponent))


_WIDE_INTEGERS = Context(prec=14000, rounding=ROUND_HALF_EVEN, Emin=-99999, Emax=99999, traps=_TRAPS)


def _scaled(value: Decimal, exponent: int) -> int:
    sign, digits, own = value.as_tuple()
    assert isinstance(own, int)
    whole: int = int("".join(map(str, digits)) or "0") * 10 ** (own - exponent)
    return -whole if sign else whole


def square_root(value: Decimal) -> Decimal | None:
    """The root, None of a negative number."""
    try:
        return CONTEXT.sqrt(value) if value >= 0 else None
    except _ERRORS:
        return None


def logarithm(value: Decimal) -> Decimal | None:
    """The natural logarithm, None of zero and below."""
    try:
        return CONTEXT.ln(value) if value > 0 else None
    except _ERRORS:
        return None


def exponential(value: Decimal) -> Decimal | None:
    """e to that power."""
    try:
        return CONTEXT.exp(value)
    except _ERRORS:
        return None


def whole(value: Decimal) -> int:
    """The number without its fraction, towards zero."""
    return int(value)


def is_whole(value: Decimal) -> bool:
    """Whether it has no fraction."""
    return value == value.to_integral_value()


def text(value: Decimal) -> str:
    """The number in plain digits with the places that it has: `1.50`, never `15E-1`, never `-0`."""
    return format(abs(value) if value == 0 else value, "f")


def _whole_power(base: Decimal, exponent: int) -> Decimal:
    """By squaring with 60 digits: both implementations take the same steps, so they agree to the last digit."""
    if exponent < 0:
        return _WIDE.divide(_ONE, _whole_power(base, -exponent))
    result = _ONE
    square = base
    while exponent:
        if exponent & 1:
            result = _WIDE.multiply(result, square)
        exponent >>= 1
        if exponent:
            square = _WIDE.multiply(square, square)
    return result


def _narrow(value: Decimal) -> Decimal:
    return CONTEXT.plus(value)
