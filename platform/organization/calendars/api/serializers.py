"""What the API says about working calendars, and what it takes. Hours are typed: "09:00-12:00, 13:30-18:00"."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from organization.calendars import weeks
from organization.calendars.models import CalendarDay, CalendarVersion, WorkCalendar
from organization.worktime import BadCalendar, Segment, Week

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


class HoursField(serializers.CharField):
    """Stretches of work within a day as people type them; nothing typed means none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            found = weeks.parse(text)
            Week.same(found)
        except (BadCalendar, ValueError):
            words = _("“%(text)s” cannot be read. Write 09:00-12:00, 13:30-18:00; stretches must not overlap.")
            raise serializers.ValidationError(words % {"text": text}) from None
        return found

    def to_representation(self, value: Any) -> str:
        return weeks.shown(value if not value or isinstance(value[0], Segment) else weeks.segments_from(value))


class DayField(serializers.DateField):
    """A day that calendars reach."""

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            raise serializers.ValidationError(_("Calendars reach from 1900 to 2200."))
        return day


class CalendarSerializer(serializers.ModelSerializer[WorkCalendar]):
    """A working calendar; without a unit it is the group's."""

    class Meta:
        model = WorkCalendar
        fields = ["id", "unit", "name", "zone", "created_at"]
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer[CalendarVersion]):
    """The hours of the seven weekdays, Monday first, from a day on; the earliest hold from ever."""

    week = serializers.ListField(child=HoursField(), read_only=True)

    class Meta:
        model = CalendarVersion
        fields = ["valid_from", "week", "set_by", "set_at"]
        read_only_fields = fields


class WholeCalendarSerializer(CalendarSerializer):
    """A calendar with its weekly hours."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta(CalendarSerializer.Meta):
        fields = [*CalendarSerializer.Meta.fields, "versions"]
        read_only_fields = fields


class DaySerializer(serializers.ModelSerializer[CalendarDay]):
    """A day that is not what its weekday is."""

    title = serializers.CharField(read_only=True)
    hours = HoursField(source="segments", read_only=True)

    class Meta:
        model = CalendarDay
        fields = ["day", "kind", "title", "hours", "source", "note", "set_by", "set_at"]
        read_only_fields = fields


class CalendarWords(serializers.Serializer[Any]):
    """Name and time zone."""

    name = serializers.CharField(max_length=60)
    zone = serializers.CharField(max_length=60, default="Asia/Shanghai")


class NewCalendar(CalendarWords):
    """A calendar of its own for a unit, copied from the one that has held for it."""

    unit = serializers.UUIDField()


class YearQuery(serializers.Serializer[Any]):
    """Which year."""

    year = serializers.IntegerField(min_value=1900, max_value=2200)


class DaysGiven(serializers.Serializer[Any]):
    """A day or a run of up to 61 days: holiday, half day, made-up working day, or `kind` empty: as the weekday is."""

    first = DayField()
    last = DayField(required=False)
    kind = serializers.ChoiceField(choices=CalendarDay.Kind.choices, allow_blank=True)
    hours = HoursField(default=())
    name = serializers.CharField(max_length=60, allow_blank=True, default="")
    note = serializers.CharField(max_length=200, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The run must be one, and not too long."""
        first, last = attrs["first"], attrs.setdefault("last", attrs["first"])
        if not 0 <= (last - first).days <= 60:
            words = _("The last day lies on the first one or up to 60 days after it.")
            raise serializers.ValidationError({"last": words})
        return attrs


class WeekGiven(serializers.Serializer[Any]):
    """The hours of the seven weekdays, Monday first, from a day on."""

    valid_from = DayField()
    days = serializers.ListField(child=HoursField(), min_length=7, max_length=7)


class WeekRemoval(serializers.Serializer[Any]):
    """Which hours are taken back."""

    valid_from = serializers.DateField()


class Taken(serializers.Serializer[Any]):
    """How many days were taken over."""

    days = serializers.IntegerField(read_only=True)
