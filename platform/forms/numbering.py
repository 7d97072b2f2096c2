"""How numbers are written: `{dept}〔{yyyy}〕{n:3}号`. Pure.

Parts: `{yyyy}` `{yy}` `{mm}` `{dd}` (the company's day), `{unit}` `{dept}` (codes), `{n}` or `{n:4}` (the counter, with zeros
in front); everything else stands as it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_PART: Final = re.compile(r"\{([a-z]+)(?::([1-9]))?\}")
PARTS: Final = ("yyyy", "yy", "mm", "dd", "unit", "dept", "n")


def faults(pattern: str, reset: str, per: str) -> list[str]:
    """Codes of what is wrong: `no-counter`, `unknown-part`, `open-brace`, and `ambiguous` where two numbers could come out
    alike, because what begins counting anew does not stand in them.
    """
    found = []
    names = [match[1] for match in _PART.finditer(pattern)]
    if names.count("n") != 1:
        found.append("no-counter")
    if set(names) - set(PARTS) or any(match[2] and match[1] != "n" for match in _PART.finditer(pattern)):
        found.append("unknown-part")
    if re.search(r"[{}]", _PART.sub("", pattern)):
        found.append("open-brace")
    year = "yyyy" in names or "yy" in names
    needs = {
        "never": True,
        "year": year,
        "month": year and "mm" in names,
        "day": year and "mm" in names and "dd" in names,
    }
    where = {"company": True, "unit": "unit" in names, "department": "dept" in names}
    if not needs[reset] or not where[per]:
        found.append("ambiguous")
    return found


def scope_of(reset: str, per: str, day: date, unit: str, department: str) -> str:
    """The counter that counts: the period and the place."""
    period = {"never": "", "year": f"{day:%Y}", "month": f"{day:%Y-%m}", "day": f"{day:%Y-%m-%d}"}[reset]
    place = {"company": "", "unit": unit, "department": department}[per]
    return f"{period}|{place}"


def written(pattern: str, n: int, day: date, unit: str, department: str) -> str:
    """The number as people read it; `unit` and `department` are codes."""

    def part(match: re.Match[str]) -> str:
        match match[1]:
            case "n":
                return str(n).zfill(int(match[2] or 1))
            case "unit":
                return unit
            case "dept":
                return department
            case "yyyy":
                return f"{day:%Y}"
            case "yy":
                return f"{day:%y}"
            case "mm":
                return f"{day:%m}"
            case _:
                return f"{day:%d}"

    return _PART.sub(part, pattern)
