"""The browsers that somebody wants to be told in while no page is open."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Subscription(KeyModel):
    """One browser's push subscription (RFC 8030, RFC 8291). Deleted when its push service says that it is gone."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("push subscription")
        constraints = [models.UniqueConstraint(fields=["digest"], name="notice_one_subscription")]
        indexes = [models.Index(fields=["account"], name="notice_subscriptions")]

    def __str__(self) -> str:
        return self.device or self.endpoint[:40]
