"""Texts: DMN clause 10.3.4.3, Table 74. Positions count characters from 1, or from -1 at the end."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from forms.feel.patterns import Pattern, PatternError, compile_pattern, expand
from forms.feel.run import Run, as_number


def substring(run: Run, text: str, start: Decimal, length: Decimal | None) -> str | None:
    """Part of a text; null where the start or the length is out of it."""
    run.text(len(text))
    first = int(start) if abs(start) <= len(text) else 0
    if first == 0:
        return None
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    if length < 1:
        return None
    return text[begin : begin + int(min(length, Decimal(len(text))))]


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """Every match replaced; null for a bad pattern or replacement, or one that matches nothing at all."""
    compiled = _pattern(pattern, flags)
    if compiled is None or compiled.search("", run) is not None:
        return None
    parts: list[str] = []
    at = length = 0
    for match in compiled.every(text, run):
        filled = expand(replacement, match, text, compiled.groups, literal="q" in (flags or ""))
        if filled is None:
            return None
        parts += [text[at : match.start], filled]
        at = match.end
        length += len(filled)
        run.text(length + len(text))
    if not parts and expand(replacement, _NOTHING, text, compiled.groups, literal="q" in (flags or "")) is None:
        return None
    return "".join([*parts, text[at:]])


def matches(run: Run, text: str, pattern: str, flags: str | None) -> bool | None:
    """Whether a pattern is found in a text."""
    run.text(len(text))
    compiled = _pattern(pattern, flags)
    return None if compiled is None else compiled.search(text, run) is not None


def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """The parts between the matches of a pattern."""
    compiled = _pattern(delimiter, None)
    if compiled is None or compiled.search("", run) is not None:
        return None
    parts: list[str] = []
    at = 0
    for match in compiled.every(text, run):
        parts.append(text[at : match.start])
        at = match.end
        run.items(len(parts))
    return [*parts, text[at:]]


def string_join(run: Run, items: list[Any], delimiter: str | None) -> str | None:
    """The texts of a list, without nulls, one behind the other."""
    said = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in said):
        return None
    run.items(len(said))
    run.text(sum(map(len, said)) + len(delimiter or "") * len(said))
    return (delimiter or "").join(said)


def upper_case(run: Run, text: str) -> str:
    """In capitals."""
    run.text(len(text))
    return text.upper()


def lower_case(run: Run, text: str) -> str:
    """In small letters."""
    run.text(len(text))
    return text.lower()


def string_length(run: Run, text: str) -> Decimal | None:
    """How many characters a text has."""
    run.text(len(text))
    return as_number(len(text))


def _scanning(does: Callable[[str, str], Any]) -> Callable[[Run, str, str], Any]:
    """A function that looks through a text and pays for it."""

    def found(run: Run, text: str, match: str) -> Any:
        run.text(len(text))
        return does(text, match)

    return found


def _pattern(source: str, flags: str | None) -> Pattern | None:
    try:
        return compile_pattern(source, flags or "")
    except PatternError:
        return None


class _Nothing:
    start = end = 0

    def group(self, text: str, number: int) -> str:
        return ""


_NOTHING: Final[Any] = _Nothing()

FUNCTIONS: Final[dict[str, Any]] = {
    "substring": substring,
    "string length": string_length,
    "upper case": upper_case,
    "lower case": lower_case,
    "substring before": _scanning(lambda text, match: text.partition(match)[0] if match and match in text else ""),
    "substring after": _scanning(lambda text, match: text.partition(match)[2] if match else text),
    "contains": _scanning(lambda text, match: match in text),
    "starts with": _scanning(lambda text, match: text.startswith(match)),
    "ends with": _scanning(lambda text, match: text.endswith(match)),
    "replace": replace,
    "matches": matches,
    "split": split,
    "string join": string_join,
}
