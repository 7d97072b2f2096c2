"""Moments in the words of the screen: short and relative where people scan, exact where they look closely."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def short(moment: datetime, now: datetime) -> str:
    """ "17:00" today, "yesterday 16:08", "tomorrow 09:00", "Nov 24" this year, "2025-03-01" otherwise.

    Both must be aware; days are those of the current time zone.
    """
    there, here = timezone.localtime(moment), timezone.localtime(now)
    clock = there.strftime("%H:%M")
    days = (there.date() - here.date()).days
    if days == 0:
        gone = (now - moment).total_seconds()
        if 0 <= gone < 60:
            return _("just now")
        if 0 <= gone < 3600:
            return _("{n} min ago").format(n=int(gone // 60))
        return clock
    if days == -1:
        return _("yesterday {clock}").format(clock=clock)
    if days == 1:
        return _("tomorrow {clock}").format(clock=clock)
    if there.year == here.year or abs(there - here) < timedelta(days=60):
        return date_format(there, pgettext("day of this year, Django date format", "M j"))
    return there.strftime("%Y-%m-%d")


def exact(moment: datetime) -> str:
    """Day, clock with seconds, and the zone's offset."""
    there = timezone.localtime(moment)
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S} UTC{offset[:3]}:{offset[3:]}"
