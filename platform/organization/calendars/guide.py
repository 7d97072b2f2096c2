"""The guide's step about working time."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.scope import Scope
from organization.calendars.models import CalendarDay, CalendarVersion
from organization.guide.steps import GuideStep


def was_adapted(_scope: Scope) -> bool:
    """Whether somebody has changed the hours or the days that came with the product."""
    return CalendarDay.objects.filter(source="own").exists() or len(CalendarVersion.objects.values_list("pk")[:2]) > 1


STEPS = (
    GuideStep(
        "calendars.hours",
        _("Check your working time"),
        _(
            "Deadlines count in working hours. The public holidays of this year are there; look whether the hours are yours."
        ),
        was_adapted,
        lambda: reverse("calendars:home"),
        _("To the working calendar"),
        order=40,
        minutes=3,
    ),
)
