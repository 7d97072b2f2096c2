"""Failures counted, in the database: the lock stands also while the cache does not answer."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """How often something went wrong, by the digest of what it is counted for.

    `key` is a digest, so that a name typed by mistake (a password, perhaps) is not kept.
    """

    class Kind(models.TextChoices):
        """What is counted."""

        ACCOUNT = "account", _("sign-ins of an account")
        ADDRESS = "address", _("sign-ins from an address")
        EVERYBODY = "everybody", _("sign-ins of all accounts together")
        CODE = "code", _("codes of a second factor")
        RESET = "reset", _("password links asked for")
        COOKIE = "cookie", _("unknown sessions shown")

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("tally")
        indexes = [models.Index(fields=["last_at"], name="tally_last")]
        constraints = [
            models.CheckConstraint(
                name="tally_kind",
                condition=models.Q(kind__in=["account", "address", "everybody", "code", "reset", "cookie"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"

    def is_locked(self, now: datetime) -> bool:
        """Whether further tries are refused without looking at them."""
        return self.locked_until is not None and now < self.locked_until
