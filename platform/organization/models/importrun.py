"""Runs of the Excel import: the file as read, what it would change, and whether it was done."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class ImportRun(KeyModel):
    """A workbook looked at. `sheets` holds the rows as read, `errors` per row in plain words, `counts` what would change."""

    file_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    account = models.UUIDField(null=True, blank=True)
    sheets = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def state(self) -> str:
        """One of refused, ready, running, applied, failed."""
        if self.applied_at:
            return "applied"
        if self.failed_at:
            return "failed"
        if self.started_at:
            return "running"
        return "refused" if self.errors else "ready"
