"""Setting the weekly hours."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, NotFound, require
from organization.calendars import events
from organization.calendars.actions.calendars import restamp
from organization.calendars.models import CalendarVersion, WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.weeks import week_rows
from organization.worktime import Week


@act
def set_week(calendar: WorkCalendar, *, by: Actor, week: Week, valid_from: date) -> CalendarVersion:
    """Set the weekly hours from a local day on; date.min means from ever. What held before that day stays.

    Raises Refused, Invalid for a week nobody works in.
    """
    require(CalendarPolicy.edit, calendar, by)
    if week.is_empty:
        raise Invalid({"week": [_("Nobody would work in this week. Give at least one day its hours.")]})
    version = calendar.versions.filter(valid_from=valid_from).first() or CalendarVersion(
        calendar=calendar, valid_from=valid_from
    )
    before, version.week = version.week, week_rows(week)
    version.set_at, version.set_by = datetime.now(UTC), by.name[:150]
    version.save()
    restamp(calendar)
    record(
        events.WeekSet,
        calendar,
        by=by,
        before={"week": before},
        after={"week": version.week},
        unit=calendar.unit_id,
        valid_from=valid_from,
    )
    return version


@act
def remove_week(calendar: WorkCalendar, *, by: Actor, valid_from: date) -> None:
    """Take back hours set from a day on; those before them go on. Raises Refused, NotFound, Conflict for the first ones."""
    require(CalendarPolicy.edit, calendar, by)
    version = calendar.versions.filter(valid_from=valid_from).first()
    if version is None:
        raise NotFound()
    if calendar.versions.count() == 1:
        raise Conflict(_("These are the only hours of the calendar. Change them instead."))
    before = version.week
    version.delete()
    restamp(calendar)
    record(events.WeekRemoved, calendar, by=by, before={"week": before}, unit=calendar.unit_id, valid_from=valid_from)
