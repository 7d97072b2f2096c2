"""A working calendar: its zone, its weeks by validity, the days that differ."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel, uuid7
from organization import worktime
from organization.calendars.weeks import segments_from, week_from
from organization.models import Unit


class WorkCalendar(KeyModel):
    """The calendar of the group (`unit` None) or of a unit and all below it that has none of its own.

    `stamp` changes with every change of the calendar: what is compiled is kept under it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    stamp = models.UUIDField(default=uuid7, editable=False)
    created_at = models.DateTimeField(_("made at"))

    class Meta:
        default_permissions = ()
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["unit"], nulls_distinct=False, name="calendars_calendar_once_per_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="calendars_calendar_named"),
        )

    def __str__(self) -> str:
        return self.name

    def compiled(self) -> worktime.Calendar:
        """The calendar as the engine computes with it. Two queries, unless versions and days are prefetched."""
        return worktime.Calendar(
            self.zone,
            tuple(version.as_engine() for version in self.versions.all()),
            tuple(day.as_engine() for day in self.days.all()),
        )


class CalendarVersion(KeyModel):
    """A week, valid from a day on. `week`: seven lists, Monday first, of [start, end] in minutes after midnight."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField(_("valid from"))
    week = models.JSONField(_("week"))
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ("valid_from",)
        constraints = (
            models.UniqueConstraint(fields=["calendar", "valid_from"], name="calendars_version_once_per_day"),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"

    def as_engine(self) -> worktime.Version:
        """The version as the engine knows it."""
        return worktime.Version(self.valid_from, week_from(self.week))

    @property
    def is_first(self) -> bool:
        """Whether it is the one that has always been valid."""
        return self.valid_from == date.min


class CalendarDay(KeyModel):
    """A day that differs: who said so (`source`), its name, a note. `segments` as in a week; empty where the kind says it all."""

    class Kind(models.TextChoices):
        """What kind of day it is."""

        HOLIDAY = "holiday", _("Holiday")
        HALF_DAY = "half_day", _("Half day")
        WORKING = "working", _("Made-up working day")

    class Source(models.TextChoices):
        """Where it comes from."""

        COUNCIL = "council", _("State Council")
        OWN = "own", _("Own decision")

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    segments = models.JSONField(_("working hours"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=7, choices=Source.choices, default=Source.OWN)
    name = models.CharField(_("name"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(fields=["calendar", "day"], name="calendars_day_once"),
            models.CheckConstraint(condition=Q(kind__in=["holiday", "half_day", "working"]), name="calendars_day_kind"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.title}"

    @property
    def title(self) -> str:
        """The name in the language in hand, or the kind where there is no name."""
        if not self.name:
            return str(self.get_kind_display())
        return gettext(self.name) if self.source == self.Source.COUNCIL else self.name

    def as_engine(self) -> worktime.Override:
        """The day as the engine knows it."""
        return worktime.Override(self.day, self.kind, segments_from(self.segments))  # type: ignore[arg-type]
