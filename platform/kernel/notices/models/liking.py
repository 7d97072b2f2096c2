"""How a person likes to be told: kind by channel, quiet hours, and whether mail comes one by one or together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Choice(KeyModel):
    """One choice that differs from the kind's own: whether a kind comes by a channel."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=120)
    channel = models.CharField(max_length=8)
    wanted = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("choice of notices")
        constraints = [models.UniqueConstraint(fields=["account", "kind", "channel"], name="notice_one_choice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class Rhythm(KeyModel):
    """When an account may be told outside the page, in the time zone of the company."""

    class Digest(models.TextChoices):
        """How mail comes."""

        OFF = "off", _("Each notice by itself")
        HOURLY = "hourly", _("Together, once an hour")
        DAILY = "daily", _("Together, once a day at the time below")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest = models.CharField(_("mail comes"), max_length=8, choices=Digest.choices, default=Digest.OFF)
    daily_at = models.TimeField(_("daily at"), default="08:30")
    chosen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("rhythm of notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notice_quiet_from_until",
            ),
            models.CheckConstraint(
                condition=models.Q(digest__in=["off", "hourly", "daily"]), name="notice_digest_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.account_id)
