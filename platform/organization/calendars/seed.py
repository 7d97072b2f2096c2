"""What a showcase company has: the group's calendar, and a short last day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kernel.actor import Actor
from organization.calendars import actions
from organization.worktime import Segment


def run(company: Any) -> None:
    """Fill the tenant in hand; safe to repeat. `company` names what other packages seeded and is not needed here."""
    by = Actor.system("seed")
    year = datetime.now(UTC).year
    row = actions.found(by=by, name="集团工作日历", year=year)
    if not row.days.filter(source="own").exists():
        actions.set_day(
            row,
            date(year, 12, 31),
            by=by,
            kind="half_day",
            segments=[Segment.of("09:00", "12:00")],
            name="年终总结",
            note="下午自行安排",
        )
