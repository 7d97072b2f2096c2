"""The year as a picture, and the calendar itself: made, renamed, deleted, filled with a year's public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import Conflict, Invalid, NotFound, allowed
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast
from organization.calendars import actions, council, picture, queries, weeks
from organization.calendars.models import WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.views.runs import runs

USUAL_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo")


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The calendar that holds for whoever looks, this year; where there is none yet, an offer to make it."""
    actor = actor_of(request)
    row = queries.row_for(actor.unit)
    if row is not None:
        return redirect_after(request, address(row, today_in(row).year))
    if request.method == "POST":
        made = actions.found(by=actor, name=_("Working calendar of the group"), year=datetime.now(UTC).year)
        return redirect_after(request, address(made, today_in(made).year))
    context = {"may_make": allowed(CalendarPolicy.make, None, actor)}
    return page(request, "calendars/none.html", context)


@signed_in
def year(request: HttpRequest, calendar: UUID, year: int) -> HttpResponse:
    """Twelve months, the hours of the week, the special days."""
    actor = actor_of(request)
    row = queries.calendar(calendar, for_=actor)
    if not 1900 <= year <= 2200:
        raise NotFound()
    engine, days = queries.compiled(row), list(queries.days(row, year))
    week = engine.week_on(min(max(today_in(row), date(year, 1, 1)), date(year, 12, 31)))
    context = {
        "calendar": row,
        "tabs": [
            {"title": one.name, "url": address(one, year), "is_current": one.pk == row.pk}
            for one in queries.calendars_visible_to(actor)
        ],
        "year": year,
        "previous": max(year - 1, 1900),
        "next": min(year + 1, 2200),
        "weekdays": [(WEEKDAYS[number], narrow(number)) for number in range(7)],
        "months": picture.months_of(engine, year, {one.day: one for one in days}, today_in(row)),
        "count": picture.count(engine, year),
        "runs": runs(days),
        "week": [(WEEKDAYS[number], weeks.shown(day)) for number, day in enumerate(week.days)],
        "may_edit": allowed(CalendarPolicy.edit, row, actor),
        "may_make": bool(queries.units_without(actor)),
        "is_announced": council.is_known(year),
        "not_announced": actions.not_announced(year),
        "taken_over": any(one.source == "council" for one in days),
    }
    return page(request, "calendars/year.html", context)


@signed_in
@require_POST
def takeover(request: HttpRequest, calendar: UUID, year: int) -> HttpResponse:
    """Take over the State Council's days of a year."""
    row = queries.calendar(calendar, for_=actor_of(request))
    try:
        number = actions.import_year(row, by=actor_of(request), year=year)
    except Conflict as conflict:
        toast(request, conflict.words, "error")
    else:
        toast(request, _("%(number)d days of %(year)d are taken over.") % {"number": number, "year": year})
    return redirect_after(request, address(row, year))


@signed_in
def edit(request: HttpRequest, calendar: UUID) -> HttpResponse:
    """Name and time zone."""
    row = queries.calendar(calendar, for_=actor_of(request))
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        try:
            actions.edit_calendar(row, by=actor_of(request), **_named(request))
        except Invalid as refused:
            errors = refused.errors
        else:
            toast(request, _("Saved."))
            return redirect_after(request, address(row, today_in(row).year))
    typed = _named(request) if errors else {"name": row.name, "zone": row.zone}
    context = {"calendar": row, "typed": typed, "errors": errors, "above": above(row), **_zones()}
    return page(request, "calendars/edit.html", context, status=422 if errors else 200)


@signed_in
def make(request: HttpRequest) -> HttpResponse:
    """A calendar of its own for a unit."""
    actor = actor_of(request)
    units = queries.units_without(actor)
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        unit = next((one for one in units if str(one.pk) == request.POST.get("unit")), None)
        try:
            if unit is None:
                raise Invalid({"unit": [_("Choose a unit.")]})
            made = actions.make_calendar(unit, by=actor, **_named(request))
        except Invalid as refused:
            errors = refused.errors
        else:
            toast(request, _("“%(calendar)s” now holds for %(unit)s.") % {"calendar": made, "unit": unit})
            return redirect_after(request, address(made, today_in(made).year))
    typed = {**_named(request), "unit": request.POST.get("unit", "")} if errors else {"zone": "Asia/Shanghai"}
    context = {"units": units, "typed": typed, "errors": errors, "above": above(), **_zones()}
    return page(request, "calendars/edit.html", context, status=422 if errors else 200)


@signed_in
@require_POST
def deletion(request: HttpRequest, calendar: UUID) -> HttpResponse:
    """Take a unit's own calendar away."""
    row = queries.calendar(calendar, for_=actor_of(request))
    actions.delete_calendar(row, by=actor_of(request))
    toast(request, _("The calendar is deleted; the one above holds again."))
    return redirect_after(request, reverse("calendars:home"))


def address(row: WorkCalendar, year: int) -> str:
    """Where a year of a calendar is looked at."""
    return reverse("calendars:year", args=[row.pk, year])


def narrow(weekday: int) -> str:
    """A weekday for the head of a narrow column: 一 for 星期一, Mon for Monday."""
    name = str(WEEKDAYS[weekday])
    return name[-1] if name.startswith("星期") else str(WEEKDAYS_ABBR[weekday])


def above(row: WorkCalendar | None = None) -> list[tuple[str, str]]:
    """Where a page stands."""
    found = [(_("Working calendar"), reverse("calendars:home"))]
    if row is not None:
        found.append((row.name, address(row, today_in(row).year)))
    return found


def today_in(row: WorkCalendar) -> date:
    """The date on the calendar's own clock."""
    return datetime.now(queries.compiled(row).tz).date()


def _named(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in ("name", "zone")}


def _zones() -> dict[str, list[str]]:
    return {"usual_zones": list(USUAL_ZONES), "zones": sorted(available_timezones() - set(USUAL_ZONES))}
