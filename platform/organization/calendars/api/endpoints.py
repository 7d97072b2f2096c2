"""Endpoints of the working calendars; each change is one act. Everybody in the company may look."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.actor import Actor
from kernel.api.viewsets import Endpoint
from organization import queries as organization
from organization.calendars import actions, queries
from organization.calendars.api import serializers as said
from organization.calendars.models import WorkCalendar
from organization.worktime import Week


class Calendars(Endpoint):
    """The group's calendar and those that units have of their own."""

    policy = "signed_in"
    module = "calendars"
    serializer_class = said.CalendarSerializer
    ordering = ("name", "id")

    def queryset_for(self, actor: Actor) -> Any:
        return queries.calendars_visible_to(actor)

    @extend_schema(responses=said.WholeCalendarSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One calendar with its weekly hours."""
        return self._shown(self.get_object())

    @extend_schema(request=said.NewCalendar, responses={201: said.WholeCalendarSerializer})
    def create(self, request: Request) -> Response:
        """Give a unit a calendar of its own."""
        given = self.sent(said.NewCalendar)
        unit = organization.unit(given.pop("unit"), for_=self.actor)
        return self._shown(actions.make_calendar(unit, by=self.actor, **given), 201)

    @extend_schema(request=said.CalendarWords, responses=said.WholeCalendarSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Change name and time zone."""
        return self._shown(actions.edit_calendar(self.get_object(), by=self.actor, **self.sent(said.CalendarWords)))

    def destroy(self, request: Request, pk: str) -> Response:
        """Take a unit's own calendar away; the one above holds again."""
        actions.delete_calendar(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(parameters=[said.YearQuery], responses=said.DaySerializer(many=True), filters=False)
    @action(methods=["get"], detail=True, url_path="days", pagination_class=None)
    def days(self, request: Request, pk: str) -> Response:
        """The special days of a year."""
        asked = said.YearQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = queries.days(self.get_object(), asked.validated_data["year"])
        return Response(said.DaySerializer(found, many=True).data)

    @extend_schema(request=said.DaysGiven, responses=said.DaySerializer(many=True))
    @days.mapping.put
    def set_days(self, request: Request, pk: str) -> Response:
        """Say what a day or a run of days is."""
        given, calendar = self.sent(said.DaysGiven), self.get_object()
        first, last = given.pop("first"), given.pop("last")
        run = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
        actions.set_days(calendar, run, by=self.actor, segments=given.pop("hours"), **given)
        found = calendar.days.filter(day__range=(first, last))
        return Response(said.DaySerializer(found, many=True).data)

    @extend_schema(request=said.YearQuery, responses=said.Taken)
    @action(methods=["post"], detail=True, url_path="takeover")
    def takeover(self, request: Request, pk: str) -> Response:
        """Take over the State Council's days of a year; own days stay."""
        return Response({"days": actions.import_year(self.get_object(), by=self.actor, **self.sent(said.YearQuery))})

    @extend_schema(request=said.WeekGiven, responses=said.WholeCalendarSerializer)
    @action(methods=["put"], detail=True, url_path="weeks")
    def weeks(self, request: Request, pk: str) -> Response:
        """Set the weekly hours from a day on; what held before that day stays."""
        given, calendar = self.sent(said.WeekGiven), self.get_object()
        actions.set_week(calendar, by=self.actor, week=Week(tuple(given["days"])), valid_from=given["valid_from"])
        return self._shown(calendar)

    @extend_schema(request=said.WeekRemoval, responses=said.WholeCalendarSerializer)
    @action(methods=["post"], detail=True, url_path="weeks/removal")
    def week_removal(self, request: Request, pk: str) -> Response:
        """Take back hours set from a day on; those before them go on."""
        calendar = self.get_object()
        actions.remove_week(calendar, by=self.actor, **self.sent(said.WeekRemoval))
        return self._shown(calendar)

    def _shown(self, calendar: WorkCalendar, status: int = 200) -> Response:
        found = WorkCalendar.objects.prefetch_related("versions").get(pk=calendar.pk)
        return Response(said.WholeCalendarSerializer(found).data, status=status)
