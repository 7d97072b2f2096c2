"""A notice to one account, and its ways beyond the page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Notice(KeyModel):
    """Something that one account was told, in its own language. `source` is the event that it tells of: a handler
    that runs twice tells once."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=1000, blank=True)
    url = models.CharField(max_length=500, blank=True)
    source = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "source", "kind"],
                condition=models.Q(source__isnull=False),
                name="notice_once_per_event",
            )
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_latest"),
            models.Index(fields=["account"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(KeyModel):
    """A notice on its way by mail or push. `in_digest` ones wait and leave together."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8)
    in_digest = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("delivery of a notice")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notice_once_per_channel")]
        indexes = [
            models.Index(fields=["due_at"], name="notice_delivery_open", condition=models.Q(done_at=None, dead_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"
