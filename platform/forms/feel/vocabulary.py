"""Names that are several tokens long, such as `Full Name` or `date and time`: the longest that is known wins
(DMN clause 10.3.1.4 and 10.3.1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from forms.feel.faults import Fault
from forms.feel.grammar import FUNCTIONS, PROPERTIES
from forms.feel.kinds import Kind
from forms.feel.tokens import Token, tokens


class Vocabulary:
    """The names that an expression may use, by their tokens."""

    def __init__(self, base: Vocabulary | None = None) -> None:
        self._known: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._base = base

    def learn(self, names: Iterable[str]) -> None:
        """Add names. Those that cannot be written as names (`get value` reaches them) are left out."""
        for name in names:
            try:
                texts = tuple(token.text for token in tokens(name)[:-1] if token.kind != "text")
            except Fault:
                continue
            self.add(texts, name)

    def add(self, texts: tuple[str, ...], name: str) -> None:
        """Add one name by its tokens; a single token needs no entry."""
        if len(texts) < 2:
            return
        candidates = self._known.get(texts[0])
        if candidates is None:
            candidates = self._known[texts[0]] = list(self._base.beginning(texts[0])) if self._base else []
        if all(known != texts for known, _ in candidates):
            candidates.append((texts, name))
            candidates.sort(key=lambda entry: -len(entry[0]))

    def beginning(self, first: str) -> Sequence[tuple[tuple[str, ...], str]]:
        """The names that begin with a token, the longest first."""
        known = self._known.get(first)
        return known if known is not None else self._base.beginning(first) if self._base else ()

    def match(self, found: list[Token], at: int) -> tuple[str, int]:
        """The longest known name that begins at a token, or that token alone; and how many tokens it takes."""
        for texts, name in self.beginning(found[at].text):
            here = found[at : at + len(texts)]
            if len(here) == len(texts) and all(
                token.kind != "text" and token.text == text for token, text in zip(here, texts, strict=True)
            ):
                return name, len(texts)
        return found[at].text, 1


def names_in(kind: Kind) -> Iterable[str]:
    """Every name of an entry at any depth of a type."""
    for key, inner in kind.fields or ():
        yield key
        yield from names_in(inner)
    for inner in kind.of:
        yield from names_in(inner)


def standard_vocabulary() -> Vocabulary:
    """What every expression knows: the functions and the properties of dates, durations and ranges."""
    return Vocabulary(_standard())


@lru_cache(maxsize=1)
def _standard() -> Vocabulary:
    vocabulary = Vocabulary()
    vocabulary.learn(FUNCTIONS)
    for properties in PROPERTIES.values():
        vocabulary.learn(properties)
    return vocabulary
