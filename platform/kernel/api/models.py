"""Tokens of accounts, and the answers kept for idempotency keys."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class ApiToken(KeyModel):
    """A token of one account. Only its SHA-256 is kept; `prefix` lets its owner recognise it."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("API token")
        indexes = [models.Index(fields=["account", "-id"], name="token_of_account")]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything at this moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class IdempotencyKey(KeyModel):
    """The answer to a request that carried a key, so that the same request is answered again and not done again.

    `body` is the answer's JSON, encrypted: it may hold what is shown only once.
    """

    account = models.UUIDField()
    key = models.CharField(max_length=255)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("idempotency key")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key
