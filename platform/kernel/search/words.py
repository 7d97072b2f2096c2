"""From text to what is looked up: no Django, no database.

Chinese has no spaces, so every pair of neighbouring characters is a token; a query of three characters asks for its two
pairs. Titles also have each character by itself. Latin words and numbers are tokens and are found by their beginning; a
code such as HT-2026-001 is one token and its parts three more. Tokens of the title stand a second time behind "t:", so
that a hit in the title can be told from one in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

BODY_CHARACTERS = 20_000
TITLE_CHARACTERS = 300
TOKENS = 6_000
TERM_CHARACTERS = 64
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}_]+(?:[-_./][^\W{_HAN}_]+)*")
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|「([^」]+)」')
_INNER = re.compile(r"[-_./]")
_IS_HAN = re.compile(rf"[{_HAN}]")


@dataclass(frozen=True)
class Indexed:
    """What a row holds: its tokens, the Latin text that is searched by any part, and the title to compare with."""

    tokens: list[str]
    latin: str
    title_key: str


@dataclass(frozen=True)
class Question:
    """A query as it is asked. `han` are tokens that must be there, `latin` words of which a beginning (or from three
    letters on any part) must be there, `phrases` texts that must stand literally; `key` is the whole as a title."""

    han: tuple[str, ...]
    latin: tuple[str, ...]
    phrases: tuple[str, ...]
    key: str
    terms: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be looked for."""
        return not self.han and not self.latin


def normal(text: str) -> str:
    """The form in which texts are compared: full-width as half-width, without case, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def indexed(title: str, body: str = "", words: Iterable[str] = (), *, pinyin: bool = True) -> Indexed:
    """What a thing is found by."""
    key = normal(title)[:TITLE_CHARACTERS]
    heads = [key, *(normal(word)[:TITLE_CHARACTERS] for word in words if word)]
    latin = [run for head in heads for run in _RUN.findall(head) if not _IS_HAN.match(run)]
    named: dict[str, None] = {}
    for head in heads:
        for run in _RUN.findall(head):
            named.update(dict.fromkeys(_tokens(run, single=True)))
    if pinyin:
        for head in heads:
            if _IS_HAN.search(head):
                full, initials = _read(head)
                latin += [full, initials]
                named.update(dict.fromkeys((full[:TERM_CHARACTERS], initials[:TERM_CHARACTERS])))
    named.pop("", None)
    tokens = dict.fromkeys([*named, *(f"t:{token}" for token in named)])
    for run in _RUN.findall(normal(body[:BODY_CHARACTERS])):
        tokens.update(dict.fromkeys(_tokens(run, single=False)))
        if len(tokens) > TOKENS:
            break
    return Indexed(list(tokens)[:TOKENS], " ".join(dict.fromkeys(latin))[:2000], key)


def asked(text: str) -> Question:
    """A typed query. At most eight terms are looked at, each of at most 64 characters."""
    text = unicodedata.normalize("NFKC", text)[:200]
    phrases = [normal(next(filter(None, found))) for found in _QUOTED.findall(text)]
    key = normal(re.sub(r'["“”「」]', " ", text))
    runs = [run[:TERM_CHARACTERS] for run in _RUN.findall(key)][:8]
    han: dict[str, None] = {}
    for run in runs:
        if _IS_HAN.match(run):
            han.update(dict.fromkeys(_pairs(run) or [run]))
    latin = [run for run in runs if not _IS_HAN.match(run)]
    terms = dict.fromkeys([*phrases, *runs])
    return Question(tuple(han), tuple(dict.fromkeys(latin)), tuple(phrases), key, tuple(terms))


def _tokens(run: str, *, single: bool) -> list[str]:
    if _IS_HAN.match(run):
        alone = list(run) if single or len(run) == 1 else []
        return [*_pairs(run), *alone]
    whole = run[:TERM_CHARACTERS]
    parts = _INNER.split(whole)
    return [whole, *(part for part in parts if part)] if len(parts) > 1 else [whole]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _read(text: str) -> tuple[str, str]:
    """Full pinyin and initials of the Chinese in a text: caigouguanli, cggl."""
    han = "".join(_IS_HAN.findall(text))
    syllables = [part for part in lazy_pinyin(han, style=Style.NORMAL) if part.isascii()]
    return "".join(syllables), "".join(part[0] for part in syllables)
