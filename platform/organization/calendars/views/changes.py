"""Changing the hours of the week and single days; both say what a change would change before it is saved."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import Invalid, NotFound, require
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast
from organization.calendars import actions, picture, queries, weeks
from organization.calendars.models import CalendarDay, WorkCalendar
from organization.calendars.policies import CalendarPolicy
from organization.calendars.views.calendars import above, address, today_in
from organization.worktime import BadCalendar, Calendar, Override, Segment, Week


@signed_in
def week(request: HttpRequest, calendar: UUID) -> HttpResponse:
    """The hours of the seven weekdays from a day on. POST saves, with `preview` it only says what would change."""
    row = _row(request, calendar)
    engine = queries.compiled(row)
    today = today_in(row)
    typed = {f"day{number}": request.POST.get(f"day{number}", "") for number in range(7)}
    typed["valid_from"] = request.POST.get("valid_from", "")
    if request.method != "POST":
        typed = {f"day{number}": weeks.shown(day) for number, day in enumerate(engine.week_on(today).days)}
        typed["valid_from"] = today.isoformat()
        return _week_page(request, row, typed)
    try:
        wanted, valid_from = _week(typed)
        if "preview" in request.POST:
            changed = picture.with_week(engine, wanted, valid_from)
            return _preview(request, engine, changed, valid_from.year)
        actions.set_week(row, by=actor_of(request), week=wanted, valid_from=valid_from)
    except Invalid as refused:
        if "preview" in request.POST:
            return _preview(request, engine, engine, today.year, refused.errors)
        return _week_page(request, row, typed, refused.errors)
    toast(request, _("The hours hold from %(day)s on.") % {"day": valid_from})
    return redirect_after(request, address(row, valid_from.year))


@signed_in
@require_POST
def week_removal(request: HttpRequest, calendar: UUID) -> HttpResponse:
    """Take hours back that hold from a day on."""
    row = _row(request, calendar)
    valid_from = _day(request.POST.get("valid_from", ""), "valid_from")
    actions.remove_week(row, by=actor_of(request), valid_from=valid_from)
    toast(request, _("Taken back; the hours before them go on."))
    return redirect_after(request, address(row, today_in(row).year))


@signed_in
def day(request: HttpRequest, calendar: UUID) -> HttpResponse:
    """One day or a run of days: holiday, half day, made-up working day, or as the weekday is (`kind` empty)."""
    row = _row(request, calendar)
    engine = queries.compiled(row)
    if request.method != "POST":
        return _day_page(request, row, _day_typed(row, request.GET.get("day", "")))
    typed = {name: request.POST.get(name, "") for name in ("day", "last", "kind", "segments", "name", "note")}
    try:
        first = _day(typed["day"], "day")
        last = _day(typed["last"], "last") if typed["last"] else first
        days = _run(first, last)
        segments = _segments(typed["segments"], "segments") if typed["kind"] in {"half_day", "working"} else ()
        if "preview" in request.POST:
            return _preview(request, engine, _with(engine, days, typed["kind"], segments), first.year)
        actions.set_days(
            row,
            days,
            by=actor_of(request),
            kind=typed["kind"],
            segments=segments,
            name=typed["name"],
            note=typed["note"],
        )
    except Invalid as refused:
        if "preview" in request.POST:
            return _preview(request, engine, engine, today_in(row).year, refused.errors)
        return _day_page(request, row, typed, refused.errors)
    toast(request, _("Saved."))
    return redirect_after(request, address(row, first.year))


def _row(request: HttpRequest, pk: UUID) -> WorkCalendar:
    row = queries.calendar(pk, for_=actor_of(request))
    require(CalendarPolicy.edit, row, actor_of(request))
    return row


def _week_page(
    request: HttpRequest, row: WorkCalendar, typed: dict[str, str], errors: dict[str, list[object]] | None = None
) -> HttpResponse:
    errors = errors or {}
    lines = [
        (f"day{number}", name, typed[f"day{number}"], errors.get(f"day{number}", ()))
        for number, name in WEEKDAYS.items()
    ]
    context = {
        "calendar": row,
        "lines": lines,
        "typed": typed,
        "errors": errors,
        "versions": row.versions.all(),
        "above": above(row),
        "back": address(row, today_in(row).year),
    }
    return page(request, "calendars/week.html", context, status=422 if errors else 200)


def _day_page(
    request: HttpRequest, row: WorkCalendar, typed: dict[str, str], errors: dict[str, list[object]] | None = None
) -> HttpResponse:
    context = {
        "calendar": row,
        "typed": typed,
        "errors": errors or {},
        "kinds": CalendarDay.Kind.choices,
        "above": above(row),
        "back": address(row, int(typed["day"][:4]) if typed["day"][:4].isdecimal() else today_in(row).year),
    }
    return page(request, "calendars/day.html", context, status=422 if errors else 200)


def _day_typed(row: WorkCalendar, text: str) -> dict[str, str]:
    typed = {"day": text, "last": "", "kind": "holiday", "segments": "", "name": "", "note": ""}
    try:
        known = row.days.filter(day=date.fromisoformat(text)).first() if text else None
    except ValueError:
        raise NotFound() from None
    if known is not None:
        segments = weeks.shown(weeks.segments_from(known.segments))
        typed |= {
            "kind": known.kind,
            "segments": segments,
            "name": known.title if known.name else "",
            "note": known.note,
        }
    return typed


def _preview(
    request: HttpRequest,
    before: Calendar,
    after: Calendar,
    year: int,
    errors: dict[str, list[object]] | None = None,
) -> HttpResponse:
    years = [] if errors else picture.differences(before, after, (year, year + 1))
    context: dict[str, Any] = {
        "differences": years,
        "errors": [word for words in (errors or {}).values() for word in words],
    }
    return render(request, "calendars/preview.html", context)


def _week(typed: dict[str, str]) -> tuple[Week, date]:
    errors: dict[str, list[object]] = {}
    days: list[tuple[Segment, ...]] = []
    for number in range(7):
        try:
            days.append(_segments(typed[f"day{number}"], f"day{number}"))
        except Invalid as refused:
            errors |= refused.errors
            days.append(())
    try:
        valid_from = _day(typed["valid_from"], "valid_from")
    except Invalid as refused:
        errors |= refused.errors
    if errors:
        raise Invalid(errors)
    return Week(tuple(days)), valid_from


def _segments(text: str, field: str) -> tuple[Segment, ...]:
    try:
        found = weeks.parse(text)
        Week.same(found)
    except BadCalendar:
        words = _("“%(text)s” cannot be read. Write 09:00-12:00, 13:30-18:00; stretches must not overlap.")
        raise Invalid({field: [words % {"text": text}]}) from None
    return found


def _day(text: str, field: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid({field: [_("Give a date.")]}) from None
    if not 1900 <= found.year <= 2200 and found != date.min:
        raise Invalid({field: [_("Calendars reach from 1900 to 2200.")]})
    return found


def _run(first: date, last: date) -> list[date]:
    if not 0 <= (last - first).days <= 60:
        raise Invalid({"last": [_("The last day lies on the first one or up to 60 days after it.")]})
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def _with(engine: Calendar, days: list[date], kind: str, segments: tuple[Segment, ...]) -> Calendar:
    if not kind:
        return picture.with_days(engine, (), days)
    try:
        return picture.with_days(engine, [Override(one, kind, segments) for one in days])  # type: ignore[arg-type]
    except BadCalendar:
        raise Invalid({"segments": [_("A half day needs its hours, such as 09:00-12:00.")]}) from None
