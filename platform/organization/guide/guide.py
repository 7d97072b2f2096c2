"""The steps that concern the organisation and the company's appearance."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.preferences import value
from kernel.preferences.preferences import BRAND_LOGO, BRAND_NAME
from kernel.scope import Scope
from organization.guide.steps import GuideStep
from organization.models import Department, Person


def has_structure(_scope: Scope) -> bool:
    """Whether any department has been made."""
    return Department.objects.exists()


def has_people(_scope: Scope) -> bool:
    """Whether somebody is there besides the founder."""
    return len(Person.objects.values_list("pk")[:2]) > 1


def has_face(_scope: Scope) -> bool:
    """Whether the company has a logo or a name of its own choice."""
    return bool(value(BRAND_LOGO) or value(BRAND_NAME))


STEPS = (
    GuideStep(
        "organization.structure",
        _("Build your organisation"),
        _("Add units and departments by hand, or fill in the Excel template and bring everything in at once."),
        has_structure,
        lambda: reverse("organization:home"),
        _("To the organisation"),
        order=10,
        minutes=15,
    ),
    GuideStep(
        "organization.people",
        _("Bring your people in"),
        _("Add colleagues one by one or from Excel. Everybody gets a sign-in and chooses a password."),
        has_people,
        lambda: reverse("organization:people"),
        _("To the people"),
        order=20,
        minutes=15,
    ),
    GuideStep(
        "preferences.appearance",
        _("Show your name and logo"),
        _("They stand in the corner of every page, on the sign-in page and in mails."),
        has_face,
        lambda: reverse("preferences:company") + "#group-appearance",
        _("To the appearance"),
        order=30,
        minutes=3,
    ),
)
