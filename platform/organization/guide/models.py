"""What people said about the guide: this step is done or not for us, and leave me alone with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class StepMark(KeyModel):
    """A step that somebody ticked ("done") or put aside ("skipped")."""

    class Kind(models.TextChoices):
        """What was said."""

        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Not needed")

    step = models.CharField(_("step"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        verbose_name = _("mark of a step")
        verbose_name_plural = _("marks of steps")
        constraints = (models.CheckConstraint(condition=Q(kind__in=["done", "skipped"]), name="guide_mark_kind"),)

    def __str__(self) -> str:
        return self.step


class Dismissal(KeyModel):
    """The guide was put away; it comes back when resumed."""

    dismissed_at = models.DateTimeField()
    dismissed_by = models.CharField(max_length=150)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = (
            models.UniqueConstraint(models.Value(1), condition=Q(resumed_at=None), name="guide_dismissal_one_running"),
        )

    def __str__(self) -> str:
        return f"{self.dismissed_at:%Y-%m-%d}"
