"""Whose files a schema holds, and how much room they take."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Owner(models.Model):
    """The one tenant whose files are here. Every file names this row, so a file of another tenant cannot be a row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=36, unique=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_owner_of_files")]

    def __str__(self) -> str:
        return self.key


class Usage(KeyModel):
    """Bytes of the tenant, of a unit or of a person: kept (`used`) and promised to uploads under way (`reserved`).

    `subject` is the tenant's, the unit's or the account's id. Changed in the transaction that changes the file.
    """

    class Level(models.TextChoices):
        TENANT = "tenant", _("company")
        UNIT = "unit", _("unit")
        PERSON = "person", _("person")

    level = models.CharField(max_length=6, choices=Level.choices)
    subject = models.CharField(max_length=36)
    used = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("storage usage")
        constraints = [
            models.UniqueConstraint(fields=["level", "subject"], name="usage_once_per_subject"),
            models.CheckConstraint(
                condition=models.Q(used__gte=0, reserved__gte=0, files__gte=0), name="usage_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.subject}: {self.used}"
