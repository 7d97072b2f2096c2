"""Single days: holidays, half days, made-up working days; and whole years of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization.calendars import council, events
from organization.calendars.actions.calendars import restamp, take_over
from organization.calendars.models import CalendarDay, WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.weeks import segment_rows
from organization.worktime import BadCalendar, Override, Segment


@act
def set_day(
    calendar: WorkCalendar,
    day: date,
    *,
    by: Actor,
    kind: str,
    segments: Sequence[Segment] = (),
    name: str = "",
    note: str = "",
) -> CalendarDay:
    """Make a day a holiday, a half day (with hours of its own) or a made-up working day. Raises Refused, Invalid."""
    require(CalendarPolicy.edit, calendar, by)
    _check(kind, day, segments, name)
    row = _set(calendar, day, by, kind, segments, name, note)
    restamp(calendar)
    return row


@act
def set_days(
    calendar: WorkCalendar,
    days: Sequence[date],
    *,
    by: Actor,
    kind: str,
    segments: Sequence[Segment] = (),
    name: str = "",
    note: str = "",
) -> None:
    """The same for a run of days; an empty kind lets them be what their weekdays are. Raises Refused, Invalid."""
    require(CalendarPolicy.edit, calendar, by)
    for day in days:
        if kind:
            _check(kind, day, segments, name)
            _set(calendar, day, by, kind, segments, name, note)
        else:
            _clear(calendar, day, by)
    restamp(calendar)


@act
def clear_day(calendar: WorkCalendar, day: date, *, by: Actor) -> None:
    """Let a day be what its weekday is. Nothing happens where none is set. Raises Refused."""
    require(CalendarPolicy.edit, calendar, by)
    if _clear(calendar, day, by):
        restamp(calendar)


@act
def import_year(calendar: WorkCalendar, *, by: Actor, year: int) -> int:
    """Take over the State Council's days of a year; own days stay. Answers how many. Raises Refused, Conflict."""
    require(CalendarPolicy.edit, calendar, by)
    try:
        return take_over(calendar, year, by)
    except council.NotAnnounced:
        raise Conflict(not_announced(year)) from None


def not_announced(year: int) -> str:
    """What people read about a year without days."""
    return _(
        "The public holidays of %(year)d are not announced yet, or not known here. Enter them by hand, or take them "
        "over after the next update."
    ) % {"year": year}


def _check(kind: str, day: date, segments: Sequence[Segment], name: str) -> None:
    errors: dict[str, list[object]] = {}
    if kind not in CalendarDay.Kind.values:
        errors["kind"] = [_("Choose holiday, half day or made-up working day.")]
    if len(name.strip()) > 60:
        errors["name"] = [_("At most 60 characters.")]
    if not 1900 <= day.year <= 2200:
        errors["day"] = [_("Calendars reach from 1900 to 2200.")]
    if kind == "half_day" and not segments:
        errors["segments"] = [_("A half day needs its hours, such as 09:00-12:00.")]
    elif kind == "holiday" and segments:
        errors["segments"] = [_("A holiday has no hours. Choose half day if some hours are worked.")]
    if not errors:
        try:
            Override(day, kind, tuple(segments))  # type: ignore[arg-type]
        except BadCalendar:
            errors["segments"] = [_("The hours overlap.")]
    if errors:
        raise Invalid(errors)


def _set(
    calendar: WorkCalendar, day: date, by: Actor, kind: str, segments: Sequence[Segment], name: str, note: str
) -> CalendarDay:
    row = calendar.days.filter(day=day).first() or CalendarDay(calendar=calendar, day=day)
    before = _told(row) if row.kind else None
    row.kind, row.segments = kind, segment_rows(segments)
    row.name, row.note, row.source = name.strip(), note.strip()[:200], CalendarDay.Source.OWN
    row.set_at, row.set_by = datetime.now(UTC), by.name[:150]
    row.save()
    record(events.DaySet, calendar, by=by, before=before, after=_told(row), unit=calendar.unit_id, day=day)
    return row


def _clear(calendar: WorkCalendar, day: date, by: Actor) -> bool:
    row = calendar.days.filter(day=day).first()
    if row is None:
        return False
    before = _told(row)
    row.delete()
    record(events.DayCleared, calendar, by=by, before=before, unit=calendar.unit_id, day=day)
    return True


def _told(row: CalendarDay) -> dict[str, object]:
    return {"kind": row.kind, "name": row.name, "segments": row.segments}
