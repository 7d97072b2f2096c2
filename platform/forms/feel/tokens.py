"""From text to tokens: grammar rules 25 to 37 and 60 to 66, without remarks and white space."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.feel.faults import Fault, place_of
from forms.feel.grammar import (
    ESCAPES,
    FULL_WIDTH,
    KEYWORDS,
    LIMITS,
    SYMBOLS,
    continues_name,
    is_space,
    starts_name,
)

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_CODE = re.compile(r"u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is word, keyword, number, text, sign or end; `at` and `end` are positions in the source."""

    kind: str
    text: str
    at: int
    end: int


def tokens(source: str) -> list[Token]:
    """All tokens with one of kind `end` last. Raises Fault for what can be no token, or a source too long."""
    if len(source) > LIMITS["source"]:
        raise Fault("too long", place_of(source, LIMITS["source"]), limit=LIMITS["source"])
    found: list[Token] = []
    at = _skip(source, 0)
    while at < len(source):
        token = _token(source, at)
        found.append(token)
        at = _skip(source, token.end)
    found.append(Token("end", "", len(source), len(source)))
    return found


def _token(source: str, at: int) -> Token:
    char = source[at]
    if char == '"':
        return _text(source, at)
    if number := _NUMBER.match(source, at):
        return Token("number", number.group(), at, number.end())
    if starts_name(char):
        end = at + 1
        while end < len(source) and continues_name(source[end]):
            end += 1
        word = source[at:end]
        return Token("keyword" if word in KEYWORDS else "word", word, at, end)
    for sign in SYMBOLS:
        if source.startswith(sign, at):
            return Token("sign", sign, at, at + len(sign))
    if char in FULL_WIDTH:
        raise Fault("full width", place_of(source, at), found=char, wanted=FULL_WIDTH[char])
    raise Fault("character", place_of(source, at), found=char if char.isprintable() else repr(char))


def _text(source: str, start: int) -> Token:
    """A string literal. A backslash before anything but an escape sequence stays, so that patterns stay readable."""
    parts: list[str] = []
    at = start + 1
    while at < len(source) and source[at] != '"':
        char = source[at]
        if char == "\\" and at + 1 < len(source):
            follows = source[at + 1]
            if follows in "uU":
                code = _CODE.match(source, at + 1)
                number = int(code.group(1) or code.group(2), 16) if code else 0x110000
                if code is None or number > 0x10FFFF:
                    raise Fault("escape", place_of(source, at), found=source[at : at + 8])
                parts.append(chr(number))
                at = code.end()
                continue
            parts.append(ESCAPES.get(follows, char + follows))
            at += 2
            continue
        parts.append(char)
        at += 1
    if at >= len(source):
        raise Fault("open text", place_of(source, start))
    return Token("text", _paired("".join(parts)), start, at + 1)


def _paired(text: str) -> str:
    """Two halves of a surrogate pair written as two escapes are one character; a lone half is replaced."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _skip(source: str, at: int) -> int:
    while at < len(source):
        if is_space(source[at]):
            at += 1
        elif source.startswith("//", at):
            ends = [end for end in (source.find("\n", at), source.find("\r", at)) if end >= 0]
            at = min(ends, default=len(source))
        elif source.startswith("/*", at):
            end = source.find("*/", at + 2)
            if end < 0:
                raise Fault("open remark", place_of(source, at))
            at = end + 2
        else:
            break
    return at
