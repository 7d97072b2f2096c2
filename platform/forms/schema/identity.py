"""Numbers that carry their own check: citizens' identity numbers (GB 11643-1999), bank cards (ISO/IEC 7812), telephones."""

from __future__ import annotations

import datetime
import re
from typing import Final

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_IDENTITY: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_CARD: Final = re.compile(r"[0-9]{12,19}")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_PHONES: Final = (
    _MOBILE,
    re.compile(r"0[0-9]{2,3}-?[1-9][0-9]{6,7}(?:-[0-9]{1,6})?"),
    re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}"),
    re.compile(r"\+[1-9][0-9]{6,14}"),
)


def is_identity_number(text: str) -> bool:
    """18 characters, the last an `X` or a digit that follows from the others; the day of birth exists."""
    if not _IDENTITY.fullmatch(text):
        return False
    try:
        datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[17] == _CHECKS[sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False)) % 11]


def is_bank_card(text: str) -> bool:
    """12 to 19 digits whose last follows from the others by Luhn's rule."""
    if not _CARD.fullmatch(text):
        return False
    total = 0
    for at, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_phone(text: str, *, mobile: bool = False) -> bool:
    """A mobile of the mainland; unless only those are wanted also a landline with its area code, 400 and 800 numbers, and
    `+` with a country's code.
    """
    return any(one.fullmatch(text) for one in (_PHONES[:1] if mobile else _PHONES))
