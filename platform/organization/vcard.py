"""vCard 3.0 (RFC 2426), which phones and mail programs of every age take in."""

from __future__ import annotations

from collections.abc import Mapping

_LINES = (("ORG", "organization"), ("TITLE", "title"), ("TEL;TYPE=CELL", "mobile"), ("TEL;TYPE=WORK", "phone"),
          ("EMAIL;TYPE=INTERNET", "email"), ("NOTE", "note"))  # fmt: skip


def card(name: str, values: Mapping[str, str]) -> str:
    """One card; `values` may hold organization, title, mobile, phone, email, address, note. Lines end in CRLF."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{_text(name)};;;;", f"FN:{_text(name)}"]
    lines += [f"{key}:{_text(values[field])}" for key, field in _LINES if values.get(field)]
    if values.get("address"):
        lines.append(f"ADR;TYPE=WORK:;;{_text(values['address'])};;;;")
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, never cutting a character in two."""
    parts, current, octets = [], "", 0
    for ch in line:
        width = len(ch.encode())
        if octets + width > 75:
            parts.append(current)
            current, octets = " ", 1
        current, octets = current + ch, octets + width
    parts.append(current)
    return "\r\n".join(parts) + "\r\n"
