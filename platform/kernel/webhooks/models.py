"""The rows about webhooks: who is told, what was to be told, and how each attempt went."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.events.models import EventRow
from kernel.keys import KeyModel


class Endpoint(KeyModel):
    """An address of another system, and the facts it wants to hear of (`kinds`, by name).

    `secret` signs what is sent and is shown once; it stands here because signing needs it. Not told
    while a pause is open. `failing_since` is the first failure after the last success.
    """

    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=2000)
    kinds = models.JSONField(_("facts"), default=list)
    secret = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=150, blank=True)
    removed_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("webhook")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(removed_at=None), name="webhook_name_once_while_there"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Pause(KeyModel):
    """A time in which an endpoint was not told: who paused it, why, and who let it go on."""

    class Reason(models.TextChoices):
        PERSON = "person", _("paused by an administrator")
        FAILING = "failing", _("did not answer well for three days")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    paused_at = models.DateTimeField()
    paused_by_name = models.CharField(max_length=150, blank=True)
    resumed_at = models.DateTimeField(null=True)
    resumed_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("pause")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(resumed_at=None), name="webhook_one_open_pause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.reason}"


class Delivery(KeyModel):
    """One fact on its way to one endpoint. `body` is what is signed and sent, byte for byte, each time.

    Done (`delivered_at`), given up (`given_up_at`), or due again at `due_at`. A redelivery is a row of its own.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(EventRow, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=120)
    body = models.TextField()
    again_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="redeliveries")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("webhook delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event"], condition=models.Q(again_of=None), name="webhook_once_per_event"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="webhook_due",
                condition=models.Q(delivered_at=None, given_up_at=None),
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_log"),
            models.Index(fields=["created_at"], name="webhook_age"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def state(self) -> str:
        """`delivered`, `given_up` or `waiting`."""
        if self.delivered_at:
            return "delivered"
        return "given_up" if self.given_up_at else "waiting"


class Attempt(KeyModel):
    """One call: the status that came back, or the reason for which none did. Never a word of the answer."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        verbose_name = _("attempt")

    def __str__(self) -> str:
        return str(self.status or self.reason)
