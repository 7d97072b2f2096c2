"""The step that concerns processes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.scope import Scope
from organization.guide.steps import GuideStep
from workflow.models import Process


def has_process(_scope: Scope) -> bool:
    """Whether any process has been published."""
    return Process.objects.filter(current__isnull=False).exists()


STEPS = (
    GuideStep(
        "workflow.process",
        _("Draw your first process"),
        _("Say who handles a matter and in which order, try it out, and publish it."),
        has_process,
        lambda: reverse("workflow:processes"),
        _("To the processes"),
        order=60,
        minutes=10,
    ),
)
