"""From the text of a pattern to a program: XML Schema regular expressions with anchors, groups and back references."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from forms.feel.grammar import TABLE

Test = Callable[[str], bool]
_MOST_INSTRUCTIONS: Final = 4000
_DEEPEST: Final = 40
_ESCAPED: Final = frozenset("\\|.-^?*+{}()[]$")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_CATEGORIES: Final = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


class PatternError(Exception):
    """A pattern that is none. `reason` is a key of `patternReasons` in grammar.json, or `flags`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Instruction:
    """One step of the matcher: set, save, split, jump, moved, back, begin, end, found."""

    does: str
    x: int = 0
    y: int = 0
    test: Test | None = None
    caseless: bool = False

    def matches(self, char: str) -> bool:
        """Whether a character belongs to the set."""
        return self.test is not None and self.test(char)

    def same(self, one: str, other: str) -> bool:
        """Whether two texts are the same to a back reference."""
        return one == other or (self.caseless and one.lower() == other.lower())


class Syntax:
    """A reader of one pattern. After `program()`, `groups` and `registers` say what the matcher must remember."""

    def __init__(self, source: str, flags: str) -> None:
        self.source = _packed(source) if "x" in flags and "q" not in flags else source
        self.caseless = "i" in flags
        self.dot_all = "s" in flags
        self.literal = "q" in flags
        self.at = 0
        self.depth = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.registers = 0
        self._loops: list[Instruction] = []

    def program(self) -> list[Instruction]:
        """The whole program."""
        if self.literal:
            code = [self._char(char) for char in self.source]
        else:
            code = self._alternatives()
            if self.at < len(self.source):
                raise PatternError("bracket")
        # The registers of loops stand behind the groups, whose number is known only now.
        for loop in self._loops:
            loop.x += 2 * self.groups + 2
        return [*code, Instruction("found")]

    def _alternatives(self) -> list[Instruction]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError("bracket")
        code = self._branch()
        while self._peek() == "|":
            self.at += 1
            other = self._branch()
            code = [
                Instruction("split", 1, len(code) + 2),
                *_moved(code, 1),
                Instruction("jump", len(code) + 2 + len(other)),
                *_moved(other, len(code) + 2),
            ]
        self.depth -= 1
        return code

    def _branch(self) -> list[Instruction]:
        code: list[Instruction] = []
        while (char := self._peek()) and char not in "|)":
            code += _moved(self._repeated(self._atom()), len(code))
            if len(code) > _MOST_INSTRUCTIONS:
                raise PatternError("count")
        return code

    def _atom(self) -> list[Instruction]:
        char = self._take()
        if char == "(":
            return self._group()
        if char == "[":
            return [Instruction("set", test=self._class())]
        if char == ".":
            return [Instruction("set", test=(lambda _: True) if self.dot_all else (lambda c: c not in "\n\r"))]
        if char == "^":
            return [Instruction("begin")]
        if char == "$":
            return [Instruction("end")]
        if char == "\\":
            return self._escape()
        if char in "?*+{":
            raise PatternError("repeat")
        if char in "}]":
            raise PatternError("bracket")
        return [self._char(char)]

    def _group(self) -> list[Instruction]:
        number = 0
        if self.source.startswith("?:", self.at):
            self.at += 2
        elif self._peek() == "?":
            raise PatternError("repeat")
        else:
            self.groups += 1
            number = self.groups
        code = self._alternatives()
        if self._peek() != ")":
            raise PatternError("bracket")
        self.at += 1
        if not number:
            return code
        self.closed.add(number)
        return [Instruction("save", 2 * number), *_moved(code, 1), Instruction("save", 2 * number + 1)]

    def _repeated(self, code: list[Instruction]) -> list[Instruction]:
        char = self._peek()
        if not char or char not in "?*+{":
            return code
        self.at += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(char) or self._counts()
        lazy = self._peek() == "?"
        if lazy:
            self.at += 1
        if self._peek() and self._peek() in "?*+{":
            raise PatternError("repeat")
        copies = least + (1 if most is None else most - least)
        if copies * (len(code) + 2) > _MOST_INSTRUCTIONS:
            raise PatternError("count")
        result: list[Instruction] = []
        for _ in range(least):
            result += _moved(code, len(result))
        if most is None:
            return [*result, *_moved(self._loop(code, lazy), len(result))]
        for left in range(most - least, 0, -1):
            end = len(result) + left * (len(code) + 1)
            result.append(_split(len(result) + 1, end, lazy))
            result += _moved(code, len(result))
        return result

    def _loop(self, code: list[Instruction], lazy: bool) -> list[Instruction]:
        """Zero or more times; a turn that takes no character ends it."""
        if len(code) == 1 and code[0].does == "set":
            return [_split(1, 3, lazy), *_moved(code, 1), Instruction("jump", 0)]
        remember, moved = Instruction("save", self.registers), Instruction("moved", self.registers)
        self.registers += 1
        self._loops += [remember, moved]
        size = len(code)
        return [_split(1, size + 4, lazy), remember, *_moved(code, 2), moved, Instruction("jump", 0)]

    def _counts(self) -> tuple[int, int | None]:
        end = self.source.find("}", self.at)
        least, comma, most = self.source[self.at : end if end > 0 else self.at].partition(",")
        if not _digits(least) or (most and not _digits(most)):
            raise PatternError("count")
        self.at = end + 1
        low, high = int(least), (int(most) if most else None) if comma else int(least)
        if low > 1000 or (high is not None and not low <= high <= 1000):
            raise PatternError("count")
        return low, high

    def _escape(self) -> list[Instruction]:
        char = self.source[self.at : self.at + 1]
        if char in "123456789" and char:
            end = self.at + 1
            while end < len(self.source) and self.source[end] in "0123456789":
                if int(self.source[self.at : end + 1]) > self.groups:
                    break
                end += 1
            number = int(self.source[self.at : end])
            self.at = end
            if number not in self.closed:
                raise PatternError("group")
            return [Instruction("back", number, caseless=self.caseless)]
        return [Instruction("set", test=self._class_escape())]

    def _class_escape(self) -> Test:
        """What follows a backslash, inside or outside of square brackets."""
        char = self.source[self.at : self.at + 1]
        self.at += 1
        if char in _CONTROLS:
            wanted = _CONTROLS[char]
            return lambda c: c == wanted
        if char and char in _ESCAPED:
            return lambda c: c == char
        if char and char in "pP":
            return self._property(char == "P")
        test = _CLASSES.get(char.lower()) if char else None
        if test is None:
            raise PatternError("escape")
        return test if char.islower() else (lambda c: not test(c))

    def _property(self, without: bool) -> Test:
        end = self.source.find("}", self.at)
        if self._peek() != "{" or end < 0:
            raise PatternError("class")
        name = self.source[self.at + 1 : end]
        self.at = end + 1
        if name.startswith("Is") and name[2:] in TABLE["patternBlocks"]:
            first, last = TABLE["patternBlocks"][name[2:]]
            return lambda c: (first <= ord(c) <= last) is not without
        if name not in _CATEGORIES:
            raise PatternError("class")
        return lambda c: unicodedata.category(c).startswith(name) is not without

    def _class(self) -> Test:
        """What stands between square brackets, after the opening one."""
        self.depth += 1
        without = self.source[self.at : self.at + 1] == "^"
        self.at += without
        tests: list[Test] = []
        minus: Test | None = None
        while True:
            char = self.source[self.at : self.at + 1]
            if not char or self.depth > _DEEPEST:
                raise PatternError("bracket")
            if char == "]" and tests:
                self.at += 1
                break
            if self.source.startswith("-[", self.at) and tests:
                self.at += 2
                minus = self._class()
                if self.source[self.at : self.at + 1] != "]":
                    raise PatternError("class")
                self.at += 1
                break
            tests.append(self._class_item())
        self.depth -= 1

        def test(char: str) -> bool:
            inside = any(one(char) for one in tests) is not without
            return inside and (minus is None or not minus(char))

        return test

    def _class_item(self) -> Test:
        first = self._class_char()
        if not isinstance(first, str):
            return first
        if self.source[self.at : self.at + 1] == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", "[", ""):
            self.at += 1
            last = self._class_char()
            if not isinstance(last, str) or last < first:
                raise PatternError("class")
            return self._cased(lambda c: first <= c <= last)
        return self._cased(lambda c: c == first)

    def _class_char(self) -> str | Test:
        char = self.source[self.at : self.at + 1]
        if char == "\\":
            follows = self.source[self.at + 1 : self.at + 2]
            self.at += 1
            if follows in _CONTROLS or (follows and follows in _ESCAPED):
                self.at += 1
                return _CONTROLS.get(follows, follows)
            return self._class_escape()
        if not char or char in "[]":
            raise PatternError("class")
        self.at += 1
        return char

    def _char(self, char: str) -> Instruction:
        return Instruction("set", test=self._cased(lambda c: c == char))

    def _cased(self, test: Test) -> Test:
        """The flag `i` counts for single characters and spans of them, not for classes such as `\\p{Lu}`."""
        if not self.caseless:
            return test
        # A letter whose other case is several letters (ß) has none for a pattern.
        return lambda c: test(c) or any(len(other) == 1 and test(other) for other in (c.lower(), c.upper()))

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self) -> str:
        char = self._peek()
        self.at += 1
        return char


def _packed(source: str) -> str:
    """A pattern with the flag `x`: white space outside of square brackets does not count, not even after a backslash."""
    kept: list[str] = []
    depth, escaped = 0, False
    for char in source:
        if not depth and char in " \t\n\r":
            continue
        kept.append(char)
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            depth += 1
        elif char == "]" and depth:
            depth -= 1
    return "".join(kept)


def _moved(code: list[Instruction], by: int) -> list[Instruction]:
    return [
        replace(one, x=one.x + by, y=one.y + by if one.does == "split" else one.y)
        if one.does in ("split", "jump")
        else one
        for one in code
    ]


def _split(first: int, second: int, lazy: bool) -> Instruction:
    return Instruction("split", second, first) if lazy else Instruction("split", first, second)


def _digits(text: str) -> bool:
    return bool(text) and len(text) < 6 and all(char in "0123456789" for char in text)


def _category(*names: str) -> Test:
    return lambda c: unicodedata.category(c).startswith(names)


def _name_start(char: str) -> bool:
    return char in "_:" or unicodedata.category(char)[0] == "L"


_CLASSES: Final[dict[str, Test]] = {
    "s": lambda c: c in " \t\n\r",
    "d": _category("Nd"),
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": _name_start,
    "c": lambda c: _name_start(c) or c in "-.·" or unicodedata.category(c) in ("Nd", "Mn", "Mc"),
}
