"""Mails on their way out: written in the transaction that wants them, sent after its commit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Outgoing(KeyModel):
    """One mail to one address. What it says is wiped once it is sent or given up; that it was sent stays for a month."""

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("mail")
        indexes = [
            models.Index(fields=["due_at"], name="mail_open", condition=models.Q(sent_at=None, dead_at=None)),
            models.Index(fields=["written_at"], name="mail_written"),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
