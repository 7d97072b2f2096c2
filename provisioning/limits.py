"""How often public forms may be used from one address, for one mailbox, for one mail domain; and when a picture is asked for.

Counts stand in rows, so that they hold across processes and restarts. What is counted is a digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from provisioning.models import Asked


@dataclass(frozen=True)
class Limit:
    """From `picture` uses within `term` a picture must be read, from `most` uses nothing goes any more."""

    picture: int
    most: int
    term: timedelta


LIMITS: dict[str, Limit] = {
    "start_address": Limit(5, 30, timedelta(hours=1)),
    "start_email": Limit(4, 10, timedelta(days=1)),
    "start_domain": Limit(20, 200, timedelta(days=1)),
    "demo_address": Limit(4, 20, timedelta(hours=1)),
    "find_address": Limit(5, 30, timedelta(hours=1)),
    "find_email": Limit(4, 6, timedelta(hours=1)),
}
#: Mailboxes of the public: their domain says nothing about who is behind it, so it is not counted.
_EVERYBODYS = frozenset(
    [
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "21cn.com",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "proton.me",
        "protonmail.com",
        "vip.163.com",
        "vip.126.com",
        "vip.qq.com",
        "vip.sina.com",
        "263.net",
        "zoho.com",
        "fastmail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "posteo.de",
        "mailbox.org",
    ]
)


@dataclass(frozen=True)
class Verdict:
    """Whether a form may be used, and whether only with a picture."""

    refused: bool
    picture: bool


def ask(now: datetime, **who: str) -> Verdict:
    """Whether these may use a form now: ask(now, start_address=ip, start_email=mail). One query each."""
    refused = picture = False
    for kind, value in who.items():
        if not value or (kind.endswith("_domain") and value in _EVERYBODYS):
            continue
        limit = LIMITS[kind]
        used = Asked.objects.filter(kind=kind, who=digest(value), at__gt=now - limit.term).count()
        refused |= used >= limit.most
        picture |= used >= limit.picture
    return Verdict(refused, picture)


def digest(value: str) -> str:
    """What somebody is counted under."""
    return hashlib.sha256(f"asked:{value.strip().casefold()}".encode()).hexdigest()


def is_throwaway(email: str) -> bool:
    """Whether a mailbox stands at a service of throw-away addresses, or below one."""
    parts = email.rpartition("@")[2].lower().split(".")
    return any(".".join(parts[start:]) in _throwaway() for start in range(len(parts)))


@lru_cache(maxsize=1)
def _throwaway() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "throwaway.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
