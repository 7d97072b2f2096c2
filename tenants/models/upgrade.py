"""The rows that an upgrade of all tenants leaves: how it went, and who stayed behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from tenants.models.tenant import Tenant


class UpgradeRun(KeyModel):
    """One run of an upgrade. `ended_at` stays empty when it was killed; `told_at` is when it last said how far it is."""

    #: A run that has said nothing for so long was killed.
    SILENT = timedelta(minutes=15)

    fingerprint = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    checked = models.PositiveIntegerField(default=0)
    behind = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("upgrade")

    def __str__(self) -> str:
        return f"{self.fingerprint[:12]} {self.began_at:%Y-%m-%d %H:%M}"

    def is_under_way(self, now: datetime) -> bool:
        """Whether somebody works on it."""
        return self.ended_at is None and now - self.told_at < self.SILENT

    @property
    def percent(self) -> int:
        """How far it is."""
        if self.ended_at is not None:
            return 100
        return 100 * (self.done + self.failed) // self.behind if self.behind else 0


class UpgradeFailure(KeyModel):
    """A tenant that could not be upgraded, with what the server said; one row a tenant, gone once it succeeds."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="laggard")
    run = models.ForeignKey(UpgradeRun, on_delete=models.CASCADE, related_name="failures")
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    migration = models.CharField(max_length=200, blank=True)
    error = models.TextField()

    class Meta:
        default_permissions = ()
        verbose_name = _("laggard")

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.error[:80]}"
