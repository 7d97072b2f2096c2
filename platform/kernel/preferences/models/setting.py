"""A value that somebody set, and the lock that keeps those below from setting it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Setting(KeyModel):
    """A setting at a place. `value` None: not set here, the row only carries a lock.

    `subject` is the unit's or person's id, None for the tenant. The row with the empty key is the
    stamp of the last change (see reading.py).
    """

    class Level(models.TextChoices):
        """Where it is set."""

        TENANT = "tenant", _("Company")
        UNIT = "unit", _("Unit")
        PERSON = "person", _("Person")

    key = models.CharField(_("setting"), max_length=100, blank=True)
    level = models.CharField(_("set at"), max_length=6, choices=Level.choices)
    subject = models.UUIDField(_("set for"), null=True, blank=True)
    value = models.JSONField(_("value"), null=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.CharField(_("changed by"), max_length=150)
    locked_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    locked_by = models.CharField(_("fixed by"), max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        constraints = (
            models.UniqueConstraint(
                fields=["key", "level", "subject"], nulls_distinct=False, name="preferences_setting_once"
            ),
            models.CheckConstraint(
                condition=Q(level="tenant", subject__isnull=True)
                | Q(level__in=["unit", "person"], subject__isnull=False),
                name="preferences_setting_place",
            ),
        )
        indexes = (models.Index(fields=["subject", "level"], name="preferences_setting_subject"),)

    def __str__(self) -> str:
        return self.key
