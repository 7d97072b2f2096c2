"""When somebody may be told: quiet hours and digests as arithmetic on the company's clock. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Likes:
    """A rhythm as the arithmetic sees it; without quiet hours both times are None."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    digest: str = "off"
    daily_at: time = time(8, 30)


def after_quiet(moment: datetime, likes: Likes, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into (22:00 to 07:00 spans midnight). UTC."""
    start, end = likes.quiet_from, likes.quiet_until
    if start is None or end is None or start == end:
        return moment
    local = moment.astimezone(zone)
    clock = local.time()
    if start < end:
        is_quiet, days = start <= clock < end, 0
    else:
        is_quiet, days = clock >= start or clock < end, 1 if clock >= start else 0
    if not is_quiet:
        return moment
    return datetime.combine(local.date() + timedelta(days=days), end, zone).astimezone(UTC)


def mail_at(moment: datetime, likes: Likes, zone: ZoneInfo) -> datetime:
    """When the mail about something that happens now leaves: by the digest first, then after the quiet hours."""
    local = moment.astimezone(zone)
    if likes.digest == "hourly":
        whole = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        moment = whole.astimezone(UTC)
    elif likes.digest == "daily":
        today = datetime.combine(local.date(), likes.daily_at, zone)
        later = today if today > local else datetime.combine(local.date() + timedelta(days=1), likes.daily_at, zone)
        moment = later.astimezone(UTC)
    return after_quiet(moment, likes, zone)
