"""Patterns: the regular expressions of XQuery 1.0 and XPath 2.0 Functions and Operators, clause 7.6, by a matcher of
our own: both implementations find the same, and a pattern that would run for ever runs out of steps instead.

A pattern is compiled to a small program; the matcher keeps its own stack of alternatives, so nothing recurses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from forms.feel.patternsyntax import Instruction, PatternError, Syntax
from forms.feel.run import Run

__all__ = ["Match", "Pattern", "PatternError", "compile_pattern", "expand"]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched; `groups` holds start and end of each group, -1 where it took no part."""

    start: int
    end: int
    groups: tuple[int, ...]

    def group(self, text: str, number: int) -> str:
        """The text of a group, empty when it took no part or there is none."""
        if 2 * number + 1 >= len(self.groups) or self.groups[2 * number + 1] < 0:
            return ""
        return text[self.groups[2 * number] : self.groups[2 * number + 1]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    program: tuple[Instruction, ...]
    groups: int
    registers: int
    multiline: bool

    def search(self, text: str, run: Run, start: int = 0) -> Match | None:
        """The first match at or after a position."""
        for at in range(start, len(text) + 1):
            found = self._at(text, at, run)
            if found is not None:
                return found
        return None

    def every(self, text: str, run: Run) -> Iterator[Match]:
        """All matches that do not overlap, in order. The pattern must not match nothing."""
        at = 0
        while (found := self.search(text, run, at)) is not None and found.end > found.start:
            yield found
            at = found.end

    def _at(self, text: str, start: int, run: Run) -> Match | None:
        program, length = self.program, len(text)
        saved = (start,) + (-1,) * (2 * self.groups + 1 + self.registers)
        stack = [(0, start, saved)]
        while stack:
            counter, at, saved = stack.pop()
            while True:
                run.spend(2)
                instruction = program[counter]
                does = instruction.does
                if does == "set":
                    if at >= length or not instruction.matches(text[at]):
                        break
                    at += 1
                elif does == "save":
                    saved = (*saved[: instruction.x], at, *saved[instruction.x + 1 :])
                elif does == "split":
                    stack.append((instruction.y, at, saved))
                    counter = instruction.x
                    continue
                elif does == "jump":
                    counter = instruction.x
                    continue
                elif does == "moved":
                    if saved[instruction.x] == at:
                        break
                elif does == "back":
                    begin, end = saved[2 * instruction.x], saved[2 * instruction.x + 1]
                    size = end - begin if end >= 0 else 0
                    if not instruction.same(text[begin : begin + size] if size else "", text[at : at + size]):
                        break
                    at += size
                elif does == "begin":
                    if not (at == 0 or (self.multiline and text[at - 1] == "\n" and at < length)):
                        break
                elif does == "end":
                    if not (at == length or (self.multiline and text[at] == "\n")):
                        break
                else:
                    return Match(start, at, (start, at, *saved[2 : 2 * self.groups + 2]))
                counter += 1
        return None


@lru_cache(maxsize=512)
def compile_pattern(source: str, flags: str = "") -> Pattern:
    """The pattern. Raises PatternError with the name of a reason (`patternReasons` in grammar.json)."""
    if any(flag not in "smixq" for flag in flags):
        raise PatternError("flags")
    syntax = Syntax(source, flags)
    return Pattern(tuple(syntax.program()), syntax.groups, syntax.registers, "m" in flags)


def expand(replacement: str, match: Match, text: str, groups: int, *, literal: bool) -> str | None:
    """A replacement with `$1` filled in; None when it holds a lone `$` or `\\`."""
    if literal:
        return replacement
    parts: list[str] = []
    at = 0
    while at < len(replacement):
        char = replacement[at]
        if char == "\\":
            if replacement[at + 1 : at + 2] not in ("\\", "$"):
                return None
            parts.append(replacement[at + 1])
            at += 2
        elif char == "$":
            end = at + 1
            while end < len(replacement) and replacement[end] in "0123456789":
                if end > at + 1 and int(replacement[at + 1 : end + 1]) > groups:
                    break
                end += 1
            if end == at + 1:
                return None
            parts.append(match.group(text, int(replacement[at + 1 : end])))
            at = end
        else:
            parts.append(char)
            at += 1
    return "".join(parts)
