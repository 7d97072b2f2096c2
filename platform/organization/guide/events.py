"""Facts about the guide."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

StepMarked = fact("guide.step.marked", _("Step of the guide ticked"), ("step", "mark"))
StepUnmarked = fact("guide.step.unmarked", _("Step of the guide open again"), ("step",))
GuideDismissed = fact("guide.guide.dismissed", _("Guide put away"))
GuideResumed = fact("guide.guide.resumed", _("Guide taken up again"))
