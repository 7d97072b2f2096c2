"""Making calendars for the group and its units."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, require
from organization.calendars import council, events, queries
from organization.calendars.models import CalendarDay, CalendarVersion, WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.weeks import OFFICE, segment_rows, week_rows
from organization.models import Unit


@act
def found(*, by: Actor, name: str, year: int) -> WorkCalendar:
    """The group's calendar, made if there is none: office hours, the public holidays of a year and of those after it
    as far as they are announced. Safe to repeat."""
    require(CalendarPolicy.make, None, by)
    row = WorkCalendar.objects.filter(unit=None).first()
    if row is None:
        row = _make(None, name, "Asia/Shanghai", by)
        for known in (year, year + 1):
            if council.is_known(known):
                take_over(row, known, by)
    return row


@act
def make_calendar(unit: Unit | None, *, by: Actor, name: str, zone: str) -> WorkCalendar:
    """Give a unit a calendar of its own, copied from the one that has held for it. Raises Refused, Conflict, Invalid."""
    require(CalendarPolicy.make, unit, by)
    _check(name, zone)
    if WorkCalendar.objects.filter(unit=unit).exists():
        raise Conflict(_("There is a calendar for it already. Open that one."))
    return _make(unit, name, zone, by)


@act
def edit_calendar(calendar: WorkCalendar, *, by: Actor, name: str, zone: str) -> WorkCalendar:
    """Rename it or move it to another zone: the hours then mean that zone's clock. Raises Refused, Invalid."""
    require(CalendarPolicy.edit, calendar, by)
    _check(name, zone)
    before = {"name": calendar.name, "zone": calendar.zone}
    calendar.name, calendar.zone = name.strip(), zone
    calendar.save(update_fields=["name", "zone"])
    restamp(calendar)
    record(
        events.CalendarEdited,
        calendar,
        by=by,
        before=before,
        after={"name": calendar.name, "zone": zone},
        unit=calendar.unit_id,
    )
    return calendar


@act
def delete_calendar(calendar: WorkCalendar, *, by: Actor) -> None:
    """Take a unit's own calendar away; the one above it holds from then on. Raises Refused, Conflict for the group's."""
    require(CalendarPolicy.edit, calendar, by)
    if calendar.unit_id is None:
        raise Conflict(_("The group's calendar cannot be deleted: deadlines count by it. Change it instead."))
    unit, name = calendar.unit_id, calendar.name
    calendar.delete()
    record(events.CalendarDeleted, None, by=by, unit=unit, name=name)


def _make(unit: Unit | None, name: str, zone: str, by: Actor) -> WorkCalendar:
    now = datetime.now(UTC)
    above = queries.row_for(unit.pk) if unit else None
    made = WorkCalendar.objects.create(unit=unit, name=name.strip(), zone=zone, created_at=now)
    told = {"calendar": made, "set_at": now, "set_by": by.name[:150]}
    if above is None:
        CalendarVersion.objects.create(valid_from=date.min, week=week_rows(OFFICE), **told)
    else:
        CalendarVersion.objects.bulk_create(
            CalendarVersion(valid_from=one.valid_from, week=one.week, **told) for one in above.versions.all()
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(
                day=one.day,
                kind=one.kind,
                segments=one.segments,
                source=one.source,
                name=one.name,
                note=one.note,
                **told,
            )
            for one in above.days.all()
        )
    record(events.CalendarMade, made, by=by, after={"name": made.name, "zone": zone}, unit=made.unit_id)
    return made


def take_over(calendar: WorkCalendar, year: int, by: Actor) -> int:
    """Put the State Council's days of a year in place of those taken over before; own days stay. Answers how many.

    Raises council.NotAnnounced.
    """
    days = council.days_of(year)
    calendar.days.filter(day__year=year, source=CalendarDay.Source.COUNCIL).delete()
    own = set(calendar.days.filter(day__year=year).values_list("day", flat=True))
    now = datetime.now(UTC)
    rows = [
        CalendarDay(
            calendar=calendar,
            day=one.day,
            kind=one.kind,
            segments=segment_rows(()),
            source=CalendarDay.Source.COUNCIL,
            name=one.name,
            set_at=now,
            set_by=by.name[:150],
        )
        for one in days
        if one.day not in own
    ]
    CalendarDay.objects.bulk_create(rows)
    restamp(calendar)
    record(events.YearImported, calendar, by=by, unit=calendar.unit_id, year=year, days=len(rows))
    return len(rows)


def restamp(calendar: WorkCalendar) -> None:
    """Make everybody compile the calendar anew once the transaction in hand is committed."""
    calendar.stamp = uuid7()
    calendar.save(update_fields=["stamp"])


def _check(name: str, zone: str) -> None:
    errors: dict[str, list[object]] = {}
    if not name.strip():
        errors["name"] = [_("A name is needed.")]
    elif len(name.strip()) > 60:
        errors["name"] = [_("At most 60 characters.")]
    if zone not in available_timezones():
        errors["zone"] = [_("There is no time zone “%(zone)s”. Choose one from the list.") % {"zone": zone}]
    if errors:
        raise Invalid(errors)
