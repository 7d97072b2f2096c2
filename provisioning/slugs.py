"""Addresses under our domain: proposed from a company's name, refused when reserved, confusable or not well formed.

Pure: no database. The look of a name (its skeleton) follows the idea of UTS #39, narrowed to what ASCII host
names can confuse.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

SHORTEST, LONGEST = 3, 30
_FORM = re.compile(r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$")
#: Letters of other scripts that look like ours: Cyrillic, Greek, full width comes by NFKC.
_LOOKS = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεζηικμνορτυχϲ",
    "abekmhopctyxijsdqwhlabezhikmvoptuxc",
)
_ENDINGS = re.compile(r"(集团|控股|股份|有限责任公司|有限公司|公司|责任|科技发展|有限)+$")


def propose(company: str) -> str:
    """An address for a company: the pinyin of its name without "limited company", or its initials when too long.

    May be empty when the name holds nothing that can be spelt.
    """
    core = _ENDINGS.sub("", _plain(company).strip()) or company
    syllables = [re.sub(r"[^a-z0-9]", "", part.lower()) for part in lazy_pinyin(core, style=Style.NORMAL)]
    full = "".join(syllables)
    if len(full) > 16:
        full = "".join(part[:1] if len(part) < 8 else part for part in syllables)
    full = full[:LONGEST]
    return full if len(full) >= SHORTEST else ""


def clean(text: str) -> str:
    """What was typed as host names are written: folded, lower case, without our own domain behind it."""
    return _plain(text).strip().lower().removeprefix("https://").removeprefix("http://").split(".")[0].split("/")[0]


def skeleton(slug: str) -> str:
    """What a name looks like: two names with one skeleton cannot be told apart at a glance."""
    text = _plain(slug).lower().translate(_LOOKS).replace("-", "").replace("_", "")
    for seen, read in (
        ("rn", "m"),
        ("vv", "w"),
        ("cl", "d"),
        ("0", "o"),
        ("1", "l"),
        ("i", "l"),
        ("5", "s"),
        ("8", "b"),
    ):
        text = text.replace(seen, read)
    return text


def fault(slug: str) -> str:
    """What is wrong with an address, in words; empty when nothing is. Whether it is taken is not asked here."""
    if any(ord(letter) > 127 for letter in slug) or slug.startswith("xn--"):
        return _("Please use the letters a to z and digits only: other scripts can be mistaken for them.")
    if not SHORTEST <= len(slug) <= LONGEST:
        return _("An address has {least} to {most} characters.").format(least=SHORTEST, most=LONGEST)
    if not _FORM.match(slug) or "--" in slug:
        return _("Letters a to z, digits and single hyphens, no hyphen at either end.")
    if slug.isdigit():
        return _("An address cannot be a number only.")
    look = skeleton(slug)
    if slug in _reserved() or look in _reserved() or look in _skeletons() or slug.startswith(("demo-", "test-")):
        return _("This address is reserved. Please choose another, such as your short name with your city.")
    return ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "reserved.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _skeletons() -> frozenset[str]:
    return frozenset(skeleton(word) for word in _reserved() if len(word) > 3)
