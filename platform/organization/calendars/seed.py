"""What a showcase company has: the group's calendar, and a short last day of the year."""

from __future__ import annotations

from datetime import date

from kernel.showcase import Showcase
from organization.calendars import actions
from organization.worktime import Segment


def run(showcase: Showcase) -> None:
    """Give the group its calendar; safe to repeat."""
    by, year = showcase.by, showcase.now.year
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
