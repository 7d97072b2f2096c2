"""One value of one field: from what somebody sent to the form in which it is kept, or the reason why not.

Kept as JSON: numbers as texts (`"12.50"`), days `2026-11-25`, times `09:30:00`, moments with their offset, references and
files as ids, several as a list, nothing as null. Never an empty text or an empty list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import nh3

from forms.feel import Stopped, decimals
from forms.feel.patterns import compile_pattern
from forms.feel.run import Run
from forms.schema.identity import is_bank_card, is_identity_number, is_phone
from forms.schema.model import Field

LONGEST: Final = {"text": 500, "longtext": 20_000, "richtext": 100_000}
#: Whole part and decimals together: what the language calculates exactly.
DIGITS: Final = 34
ADDRESS: Final = ("province", "city", "district", "detail")
_FILES: Final = {"file": 20, "image": 9}
_REFERENCES: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,34}(?:\.[0-9]{1,34})?")
_TAGS: Final = {"p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "a", "table",
                "thead", "tbody", "tr", "th", "td", "hr", "span", "sub", "sup", "code", "pre"}  # fmt: skip


class WrongField(ValueError):
    """A value that cannot be kept: the code of the reason (words: forms.words) and what the words need."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def normalise(field: Field, raw: Any, zone: tzinfo, old: Any = None) -> Any:
    """The value to keep. `zone` is where a moment without an offset is meant; a choice that is offered no more may stay
    if it was the `old` one. Raises WrongField.
    """
    if raw is None or raw == "" or raw == []:
        return None
    if field.is_many and field.type not in _LISTS:
        return _several(field, raw, zone, old)
    return _NORMALISERS[field.type](field, raw, zone, old)


def references(field: Field, value: Any) -> Iterable[str]:
    """The ids that a kept value names."""
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _text(field: Field, raw: Any, zone: tzinfo, old: Any) -> str | None:
    found = _plain(raw, lines=field.type == "longtext")
    if not found:
        return None
    most = field.get("maxLength", LONGEST[field.type])
    if len(found) > most:
        raise WrongField("too-long", most=most)
    if len(found) < field.get("minLength", 0):
        raise WrongField("too-short", least=field.get("minLength"))
    pattern = field.get("pattern")
    if pattern and not _matches(pattern, found):
        raise WrongField("pattern", words=field.get("patternMessage", ""))
    return found


def _richtext(field: Field, raw: Any, zone: tzinfo, old: Any) -> str | None:
    if not isinstance(raw, str):
        raise WrongField("not-a-text")
    most = field.get("maxLength", LONGEST["richtext"])
    if len(raw) > most:
        raise WrongField("too-long", most=most)
    clean = nh3.clean(_CONTROL.sub("", raw), tags=_TAGS, attributes={"a": {"href"}, "td": {"colspan", "rowspan"},
                      "th": {"colspan", "rowspan"}}, url_schemes={"http", "https", "mailto"})  # fmt: skip
    return clean.strip() or None


def _number(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    text = raw.strip() if isinstance(raw, str) else str(raw) if type(raw) is int else ""
    if not _NUMBER.fullmatch(text):
        raise WrongField("not-a-number")
    value = Decimal(text)
    scale = field.get("scale", 2 if field.type == "money" else None)
    if len(value.as_tuple().digits) > DIGITS:
        raise WrongField("too-many-digits", most=DIGITS)
    if scale is not None and -int(decimals.CONTEXT.normalize(value).as_tuple().exponent) > scale:
        raise WrongField("too-many-decimals", most=scale)
    low, high = field.get("min"), field.get("max")
    if low is not None and value < Decimal(low):
        raise WrongField("too-small", least=low)
    if high is not None and value > Decimal(high):
        raise WrongField("too-great", most=high)
    return number_text(value, scale)


def number_text(value: Decimal, scale: int | None) -> str:
    """A number as it is kept: with just so many decimals, rounded half up; without a scale, without zeros at the end."""
    if scale is not None:
        fixed = decimals.rounded(value, Decimal(scale), decimals.HALF_UP)
        if fixed is None or len(fixed.as_tuple().digits) > DIGITS:
            raise WrongField("too-many-digits", most=DIGITS)
        return f"{fixed if fixed else abs(fixed):.{scale}f}"
    return decimals.text(decimals.CONTEXT.normalize(value)) if value else "0"


def _date(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    return _limited(field, _parsed(raw, date.fromisoformat, "not-a-date", r"\d{4}-\d\d-\d\d").isoformat())


def _time(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    found = _parsed(raw, time.fromisoformat, "not-a-time", r"\d\d:\d\d(:\d\d)?")
    text: str = found.isoformat("seconds")
    return _limited(field, text)


def _datetime(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
    found = _parsed(raw, datetime.fromisoformat, "not-a-moment", form)
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    try:
        kept = aware.astimezone(zone)
        for name, code in (("min", "too-early"), ("max", "too-late")):
            if limit := field.get(name):
                bound = datetime.fromisoformat(limit)
                bound = bound if bound.tzinfo else bound.replace(tzinfo=zone)
                if kept < bound if name == "min" else kept > bound:
                    raise WrongField(code, limit=limit)
    except OverflowError as far:
        raise WrongField("not-a-moment") from far
    text: str = kept.isoformat(timespec="seconds")
    return text


def _period(field: Field, raw: Any, zone: tzinfo, old: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping) or set(raw) - {"start", "end"}:
        raise WrongField("not-a-period")
    if not raw.get("start") and not raw.get("end"):
        return None
    if not raw.get("start") or not raw.get("end"):
        raise WrongField("half-a-period")
    read = {"date": _date, "datetime": _datetime, "time": _time}[field.get("of", "date")]
    start, end = (read(field, raw[name], zone, None) for name in ("start", "end"))
    # All three are written so that texts sort as moments do, but for offsets that differ.
    if _instant(start) > _instant(end):
        raise WrongField("period-backwards")
    return {"start": start, "end": end}


def _choice(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    kept = old if isinstance(old, list) else [old]
    for one in field.get("options", ()):
        if one["value"] == raw:
            if one.get("stopped") and raw not in kept:
                raise WrongField("choice-stopped", name=one["label"])
            return str(raw)
    raise WrongField("no-such-choice", name=str(raw)[:40])


def _cascade(field: Field, raw: Any, zone: tzinfo, old: Any) -> list[str]:
    if not isinstance(raw, list):
        raise WrongField("no-such-choice", name=str(raw)[:40])
    offered = field.get("options", ())
    for value in raw:
        found = next((one for one in offered or () if one["value"] == value), None)
        if found is None:
            raise WrongField("no-such-choice", name=str(value)[:40])
        if found.get("stopped") and raw != old:
            raise WrongField("choice-stopped", name=found["label"])
        offered = found.get("children")
    if offered and not field.get("anywhere"):
        raise WrongField("choice-unfinished")
    return list(raw)


def _yesno(field: Field, raw: Any, zone: tzinfo, old: Any) -> bool:
    if not isinstance(raw, bool):
        raise WrongField("not-yes-no")
    return raw


def _reference(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    try:
        return str(UUID(raw)) if isinstance(raw, str) else str(UUID(int=-1))
    except ValueError as bad:
        raise WrongField("no-reference") from bad


def _files(field: Field, raw: Any, zone: tzinfo, old: Any) -> list[str]:
    if not isinstance(raw, list):
        raise WrongField("not-a-list")
    found = list(dict.fromkeys(_reference(field, one, zone, None) for one in raw))
    most = field.get("max", _FILES[field.type])
    if len(found) > most:
        raise WrongField("too-many", most=most)
    return found


def _address(field: Field, raw: Any, zone: tzinfo, old: Any) -> dict[str, str] | None:
    if not isinstance(raw, Mapping) or set(raw) - set(ADDRESS):
        raise WrongField("not-an-address")
    found = {name: _plain(raw.get(name) or "") for name in ADDRESS}
    if any(len(text) > 200 for text in found.values()):
        raise WrongField("too-long", most=200)
    return found if any(found.values()) else None


def _phone(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    text = re.sub(r"\s+", "", _plain(raw))
    bare = text.replace("-", "")
    if is_phone(bare, mobile=True):
        return bare
    if not is_phone(text, mobile=bool(field.get("mobile"))):
        raise WrongField("not-a-phone")
    return text


def _idnumber(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    text = re.sub(r"\s+", "", _plain(raw)).upper()
    if not is_identity_number(text):
        raise WrongField("not-an-identity-number")
    return text


def _bankcard(field: Field, raw: Any, zone: tzinfo, old: Any) -> str:
    text = re.sub(r"[\s-]+", "", _plain(raw))
    if not is_bank_card(text):
        raise WrongField("not-a-bank-card")
    return text


def _several(field: Field, raw: Any, zone: tzinfo, old: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise WrongField("not-a-list")
    most = field.get("max", _REFERENCES)
    found = list(dict.fromkeys(_NORMALISERS[field.type](field, one, zone, old) for one in raw))
    if len(found) > most:
        raise WrongField("too-many", most=most)
    return found


def _plain(raw: Any, *, lines: bool = False) -> str:
    if not isinstance(raw, str):
        raise WrongField("not-a-text")
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        text = re.sub(r"[\n\t]+", " ", text)
    return _CONTROL.sub("", text).strip()


def _matches(pattern: str, text: str) -> bool:
    try:
        found = compile_pattern(f"^({pattern})$").search(text, Run(None, None))
    except Stopped as stopped:
        raise WrongField("pattern-too-hard") from stopped
    return found is not None


def _parsed(raw: Any, read: Callable[[str], Any], code: str, form: str) -> Any:
    if not isinstance(raw, str) or not re.fullmatch(form, raw, re.ASCII):
        raise WrongField(code)
    try:
        return read(raw)
    except ValueError as bad:
        raise WrongField(code) from bad


def _limited(field: Field, text: str) -> str:
    if (low := field.get("min")) and text < low:
        raise WrongField("too-early", limit=low)
    if (high := field.get("max")) and text > high:
        raise WrongField("too-late", limit=high)
    return text


def _instant(text: str) -> Any:
    return datetime.fromisoformat(text) if "T" in text else text


#: Kinds whose normaliser takes the list as a whole.
_LISTS: Final = frozenset({"cascade", "file", "image"})
_NORMALISERS: Final[dict[str, Callable[[Field, Any, tzinfo, Any], Any]]] = {
    "text": _text,
    "longtext": _text,
    "richtext": _richtext,
    "number": _number,
    "money": _number,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "period": _period,
    "choice": _choice,
    "cascade": _cascade,
    "yesno": _yesno,
    "person": _reference,
    "department": _reference,
    "unit": _reference,
    "post": _reference,
    "level": _reference,
    "file": _files,
    "image": _files,
    "signature": _reference,
    "record": _reference,
    "address": _address,
    "phone": _phone,
    "idnumber": _idnumber,
    "bankcard": _bankcard,
}
