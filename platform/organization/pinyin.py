"""Chinese names for sorting and searching: full pinyin, initials, and a key that orders by pinyin.

The database sorts by code point (no ICU collation is assumed), so lists of people sort by `sort_key`.
Surnames have readings of their own (单 is "shan", not "dan"); two-character surnames are known.
"""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

_SURNAMES = {
    "单": "shan4", "曾": "zeng1", "解": "xie4", "仇": "qiu2", "查": "zha1", "区": "ou1", "任": "ren2", "盖": "ge3",
    "缪": "miao4", "朴": "piao2", "乐": "yue4", "覃": "qin2", "冼": "xian3", "华": "hua4", "翟": "zhai2", "尹": "yin3",
    "种": "chong2", "重": "chong2", "折": "she2", "员": "yun4", "召": "shao4", "秘": "bi4", "繁": "po2", "黑": "he4",
    "瞿": "qu2", "洗": "xian3", "燕": "yan1", "纪": "ji3", "牟": "mu4", "费": "fei4", "石": "shi2", "宁": "ning4",
    "万": "wan4", "晟": "cheng2", "幺": "yao1", "能": "nai4", "葛": "ge3", "隗": "wei3", "祭": "zhai4", "谌": "chen2",
}  # fmt: skip
_COMPOUND = {
    "欧阳": ("ou1", "yang2"), "尉迟": ("yu4", "chi2"), "长孙": ("zhang3", "sun1"), "万俟": ("mo4", "qi2"),
    "澹台": ("tan2", "tai2"), "皇甫": ("huang2", "fu3"), "单于": ("chan2", "yu2"), "令狐": ("ling2", "hu2"),
    "上官": ("shang4", "guan1"), "司马": ("si1", "ma3"), "诸葛": ("zhu1", "ge3"), "夏侯": ("xia4", "hou2"),
    "东方": ("dong1", "fang1"), "慕容": ("mu4", "rong2"), "公孙": ("gong1", "sun1"), "宇文": ("yu3", "wen2"),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """How a name is read. `given` and `given_initials` leave the surname out (静怡 → jingyi, jy)."""

    full: str
    initials: str
    given: str
    given_initials: str
    sort_key: str


def read(name: str) -> Reading:
    """The reading of a name. Latin letters stay as they are, in lower case; spaces and marks are dropped."""
    letters = "".join(ch for ch in name if ch.isalnum())
    surname = 2 if letters[:2] in _COMPOUND else 1
    syllables = [part for part in lazy_pinyin(letters, style=Style.TONE3, neutral_tone_with_five=True) if part]
    if letters[:2] in _COMPOUND:
        syllables[:2] = _COMPOUND[letters[:2]]
    elif letters[:1] in _SURNAMES and syllables:
        syllables[0] = _SURNAMES[letters[:1]]
    syllables = [part.lower() for part in syllables]
    plain = [part.rstrip("12345") if not part.isdigit() else part for part in syllables]
    return Reading(
        full="".join(plain),
        initials="".join(part[0] for part in plain if part),
        given="".join(plain[surname:]),
        given_initials="".join(part[0] for part in plain[surname:] if part),
        # A space sorts before every letter, so "li ming" stands before "lin an"; the name itself breaks ties.
        sort_key=" ".join(syllables) + " " + name,
    )


def search_key(*words: str, name: str) -> str:
    """What a picker searches: every word behind a bar, so that `|lj` finds beginnings and `静怡` finds parts."""
    reading = read(name)
    parts = [name, reading.full, reading.initials, reading.given, reading.given_initials, *words]
    seen = dict.fromkeys(part.lower().strip() for part in parts if part and part.strip())
    return "|" + "|".join(seen) + "|"


def search_pattern(term: str) -> str:
    """The part of a search key that a typed term must hit: Latin words at their beginning, all else anywhere."""
    term = "".join(term.lower().split())
    return f"|{term}" if term.isascii() and not term.isdigit() else term
