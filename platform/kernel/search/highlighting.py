"""What was found, shown: the terms marked, everything else escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WINDOW = 140


def marked(text: str, terms: Iterable[str]) -> SafeString:
    """A text as safe HTML with every occurrence of a term inside <mark>. Terms of several characters that stand nowhere
    whole are not taken apart."""
    pattern = _pattern(terms)
    if pattern is None:
        return mark_safe(escape(text))  # noqa: S308 - escaped here
    out, last = [], 0
    for found in pattern.finditer(text):
        out += [escape(text[last : found.start()]), "<mark>", escape(found.group()), "</mark>"]
        last = found.end()
    return mark_safe("".join([*out, escape(text[last:])]))  # noqa: S308 - every part is escaped


def excerpt(text: str, terms: Iterable[str]) -> SafeString:
    """The part of a text around the first term, marked; its beginning where no term stands."""
    terms = list(terms)
    pattern = _pattern(terms)
    found = pattern.search(text) if pattern else None
    start = max(0, found.start() - WINDOW // 3) if found else 0
    part = " ".join(text[start : start + WINDOW].split())
    before = "…" if start else ""
    after = "…" if start + WINDOW < len(text) else ""
    return mark_safe(f"{before}{marked(part, terms)}{after}")  # noqa: S308 - marked() escapes


def _pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    words = sorted({term for term in terms if term}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None
