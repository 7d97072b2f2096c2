"""File names: what people typed, made safe to store, to show and to send. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 255
# What no name needs and some use to deceive: controls, direction marks, invisible spaces.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def clean(typed: str) -> str:
    """The name that is kept: one path element of at most 255 bytes of UTF-8, composed, without hidden characters.

    The ending survives shortening. An empty name becomes "file".
    """
    name = unicodedata.normalize("NFC", typed.encode("utf-8", "replace").decode("utf-8"))
    name = _HIDDEN.sub("", name).replace("\u2028", " ").replace("\u2029", " ")
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    name = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    if not name.strip("."):
        name = "file"
    if _RESERVED.match(name):
        name = "_" + name
    return shorten(name)


def shorten(name: str, most: int = LONGEST) -> str:
    """At most `most` bytes of UTF-8, taken from the middle so that the ending stays."""
    if len(name.encode()) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20 or not stem:
        return _cut(name, most)
    return _cut(stem, most - len(ending.encode()) - 1).rstrip(". ") + "." + ending


def ending(name: str) -> str:
    """The ending in lower case without its dot, or nothing."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition of a name (RFC 6266): plain ASCII for the old, UTF-8 for all others (RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9!#$&+.^_`|~ ()\[\]{}@=,-]", "_", plain).strip()
    stem = plain.rpartition(".")[0] if "." in plain else plain
    if not stem.strip("._ "):
        last = ending("x" + plain)
        plain = f"file.{last}" if last else "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")
