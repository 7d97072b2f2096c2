"""Who may change working calendars. Everybody in the company may look at them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from organization.calendars import functions, models
from organization.models import Unit
from organization.policies import manages


class CalendarPolicy(Policy):
    """Calendars: holders of the right everywhere, administrators of a unit in theirs."""

    noun = models.WorkCalendar

    @staticmethod
    def make(actor: Actor, unit: Unit | None) -> Verdict:
        """Whoever may change the unit's calendar may give it one of its own."""
        if actor.may(functions.MANAGE) or manages(actor, unit):
            return True
        return _("Only an administrator changes the working calendar. Ask your administrator.")

    @staticmethod
    def edit(actor: Actor, calendar: models.WorkCalendar) -> Verdict:
        """By the unit it is for."""
        return CalendarPolicy.make(actor, calendar.unit)

    @staticmethod
    def read(actor: Actor, calendar: models.WorkCalendar) -> Verdict:
        """Every member."""
        return actor.person is not None or actor.may(functions.MANAGE) or _("Sign in to see the working calendar.")


class CalendarVersionPolicy(Policy):
    """Weeks go with their calendar."""

    noun = models.CalendarVersion

    @staticmethod
    def edit(actor: Actor, version: models.CalendarVersion) -> Verdict:
        """By the calendar."""
        return CalendarPolicy.edit(actor, version.calendar)


class CalendarDayPolicy(Policy):
    """Days go with their calendar."""

    noun = models.CalendarDay

    @staticmethod
    def edit(actor: Actor, day: models.CalendarDay) -> Verdict:
        """By the calendar."""
        return CalendarPolicy.edit(actor, day.calendar)


def edits_any(actor: Actor) -> bool:
    """Whether somebody may change at least one calendar; for menus."""
    return actor.may(functions.MANAGE) or any(
        right == "organization.manage" or right.startswith("organization.manage@") for right in actor.functions
    )
