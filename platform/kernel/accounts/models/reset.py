"""A way back to a lost password: one link, one hour, one use."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models.account import Account
from kernel.keys import KeyModel

TERM = timedelta(hours=1)


class PasswordReset(KeyModel):
    """A link that was asked for. The link's secret is not here: it is computed from this row and the password."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="password_resets")
    asked_at = models.DateTimeField()
    asked_from = models.CharField(max_length=45, blank=True)
    language = models.CharField(max_length=10, blank=True)
    mailed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("password reset")
        indexes = [models.Index(fields=["account", "-asked_at"], name="reset_of_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.asked_at:%Y-%m-%d %H:%M}"

    def is_open(self, now: datetime) -> bool:
        """Whether the link still leads somewhere."""
        return self.used_at is None and self.asked_at <= now < self.asked_at + TERM
