"""Which calendars, and the one to compute with."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.policies import NotFound, allowed
from kernel.scope import current
from organization import worktime
from organization.calendars import council
from organization.calendars.models import CalendarDay, WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.weeks import OFFICE
from organization.models import Unit

_compiled: OrderedDict[tuple[str, UUID], worktime.Calendar] = OrderedDict()
# What holds in a company that has not set up anything: office hours in China with the public holidays known here.
USUAL = worktime.Calendar.simple("Asia/Shanghai", OFFICE, council.overrides_of(range(2020, 2041)))


def calendar_for(unit: UUID | None = None) -> worktime.Calendar:
    """The calendar to compute with: the unit's own, else the nearest above it, else the group's, else the usual one.

    One query, two for a unit; compiled calendars are kept per tenant until they change. Raises OutsideScope.
    """
    row = row_for(unit)
    return USUAL if row is None else compiled(row)


def compiled(row: WorkCalendar) -> worktime.Calendar:
    """The engine's calendar of a row; two queries the first time after a change."""
    key = (current().key, row.stamp)
    known = _compiled.get(key)
    if known is None:
        known = _compiled[key] = row.compiled()
        while len(_compiled) > 500:
            _compiled.popitem(last=False)
    return known


def row_for(unit: UUID | None = None) -> WorkCalendar | None:
    """The row of the calendar that holds for a unit (None: for the group)."""
    rows = {row.unit_id: row for row in WorkCalendar.objects.all()}
    if unit is not None and rows.keys() - {None}:
        found = Unit.objects.filter(pk=unit).first()
        for above in reversed(found.ancestors if found else ()):
            if above in rows:
                return rows[above]
    return rows.get(None)


def calendars_visible_to(actor: Actor) -> QuerySet[WorkCalendar]:
    """All calendars, the group's first; every member may look."""
    if actor.person is None and not allowed(CalendarPolicy.make, None, actor):
        return WorkCalendar.objects.none()
    return WorkCalendar.objects.select_related("unit").order_by("unit__path", "name")


def calendar(pk: UUID, *, for_: Actor) -> WorkCalendar:
    """One calendar with its unit. Raises NotFound."""
    found = calendars_visible_to(for_).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def days(of: WorkCalendar, year: int) -> QuerySet[CalendarDay]:
    """The special days of a year, in order."""
    return of.days.filter(day__year=year)


def day(of: WorkCalendar, pk: UUID) -> CalendarDay:
    """One special day of a calendar that the caller has fetched. Raises NotFound."""
    found = of.days.select_related("calendar__unit").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def units_without(actor: Actor) -> list[Unit]:
    """The open units an actor may give a calendar of their own."""
    taken = WorkCalendar.objects.exclude(unit=None).values("unit")
    units = Unit.objects.filter(closed_at=None).exclude(pk__in=taken).order_by("path")
    return [one for one in units if allowed(CalendarPolicy.make, one, actor)]
