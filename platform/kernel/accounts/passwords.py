"""How good a password is, in words people can act on. The estimate is zxcvbn's: guesses an attacker would need."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

from kernel.accounts.models import Account
from kernel.policies import Invalid
from kernel.ports import tenancy
from kernel.scope import current

SHORTEST, LONGEST = 8, 128
#: 10^6 guesses: what a limited online attack cannot reach.
ENOUGH = 2
# Only the beginning is estimated: the work grows with the square of the length, and 72 characters decide already.
_ESTIMATED = 72
_lock = threading.Lock()

WORDS: dict[int, Any] = {
    0: _("far too easy to guess"),
    1: _("too easy to guess"),
    2: _("acceptable"),
    3: _("good"),
    4: _("very good"),
}
_WARNINGS: dict[str, Any] = {
    "Straight rows of keys are easy to guess.": _("Keys in a row are easy to guess."),
    "Short keyboard patterns are easy to guess.": _("Short patterns on the keyboard are easy to guess."),
    'Repeats like "aaa" are easy to guess.': _("The same character again and again is easy to guess."),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': _(
        "Repeating a word hardly makes it harder to guess."
    ),
    'Sequences like "abc" or "6543" are easy to guess.': _("Sequences like abc or 6543 are easy to guess."),
    "Recent years are easy to guess.": _("Years are easy to guess."),
    "Dates are often easy to guess.": _("Dates are easy to guess."),
    "This is a top-10 common password.": _("This is one of the passwords that everybody tries first."),
    "This is a top-100 common password.": _("This is one of the passwords that everybody tries first."),
    "This is a very common password.": _("Many people use this password."),
    "This is similar to a commonly used password.": _("This is close to a password that many people use."),
    "A word by itself is easy to guess.": _("A single word is easy to guess."),
    "Names and surnames by themselves are easy to guess.": _("Names are easy to guess."),
    "Common names and surnames are easy to guess.": _("Names are easy to guess."),
}


@dataclass(frozen=True)
class Strength:
    """An estimate: `score` from 0 to 4, the word for it, and what is wrong (empty when nothing is)."""

    score: int
    word: Any
    advice: Any

    @property
    def is_enough(self) -> bool:
        """Whether the password may be used."""
        return self.score >= ENOUGH


def strength(password: str, known: Iterable[str] = ()) -> Strength:
    """Estimate a password; `known` are words that an attacker would try first (name, e-mail, phone, company)."""
    with _lock:  # the library keeps the known words in one dictionary for the whole process
        found = zxcvbn(password[:_ESTIMATED], user_inputs=[word for word in known if word])  # type: ignore[no-untyped-call]
    score = int(found["score"])
    if len(password) < SHORTEST:
        return Strength(min(score, 1), WORDS[min(score, 1)], _("It needs at least 8 characters."))
    if any(match.get("dictionary_name") == "user_inputs" for match in found["sequence"]) and score < ENOUGH:
        return Strength(score, WORDS[score], _("It is made of your own name, number or address."))
    if score >= ENOUGH:
        return Strength(score, WORDS[score], "")
    warning = str(found["feedback"]["warning"])
    return Strength(score, WORDS[score], _WARNINGS.get(warning, _("Add a few words that do not belong together.")))


def words_of(account: Account) -> list[str]:
    """What an attacker knows about an account anyway."""
    company = tenancy().name(current())
    parts = [account.username, account.name, account.phone, account.email, account.email.partition("@")[0], company]
    return [part for part in parts if part]


def check(password: str, account: Account, field: str = "password") -> None:
    """Let a good password pass. Raises Invalid at `field` with what is wrong and what would help."""
    if len(password) > LONGEST:
        raise Invalid({field: [_("It has more than 128 characters. Choose a shorter one.")]})
    found = strength(password, words_of(account))
    if not found.is_enough:
        raise Invalid({field: [found.advice]})
    if account.has_usable_password() and account.check_password(password):
        raise Invalid({field: [_("This is the old password. Choose another one.")]})
