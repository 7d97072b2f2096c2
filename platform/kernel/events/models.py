"""The rows of the event log: the fact, its deliveries to handlers, and the chain that seals it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class EventRow(KeyModel):
    """One fact. Rows are only ever added; `dispatched_at` alone is set later, and is not part of the seal."""

    kind = models.CharField(max_length=120)
    at = models.DateTimeField()
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True)
    subject_label = models.CharField(max_length=255, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_account = models.UUIDField(null=True)
    actor_person = models.UUIDField(null=True)
    actor_position = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    actor_position_label = models.CharField(max_length=255, blank=True)
    agent_for = models.UUIDField(null=True)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    data = models.JSONField(default=dict)
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["id"], name="event_undispatched", condition=models.Q(dispatched_at=None)),
            models.Index(fields=["subject_id", "-id"], name="event_subject"),
            models.Index(fields=["actor_person", "-id"], name="event_actor"),
            models.Index(fields=["kind", "-id"], name="event_kind"),
            models.Index(fields=["address", "-id"], name="event_address"),
            models.Index(
                fields=["agent_for", "-id"], name="event_agent_for", condition=models.Q(agent_for__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"


class Delivery(KeyModel):
    """One event on its way to one handler. `dead_at` marks a delivery that was given up."""

    event = models.ForeignKey(EventRow, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("delivery")
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_open", condition=models.Q(done_at=None, dead_at=None)),
            models.Index(fields=["dead_at"], name="delivery_dead", condition=models.Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.handler}"


class Seal(models.Model):
    """A link of the chain: the digest of an event together with the digest before it."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(EventRow, on_delete=models.PROTECT, related_name="seal")
    digest = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        verbose_name = _("seal")

    def __str__(self) -> str:
        return str(self.number)


class ChainHead(models.Model):
    """The end of the chain; locked while links are added, so that they are added one after another."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32, default=bytes(32))

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_chain_head")]

    def __str__(self) -> str:
        return str(self.number)
