"""A matter under way: the instance, its blocks, its arrivals, and the log that replays it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from workflow.engine.rows import At, Status


class Instance(KeyModel):
    """One run of one version (流程). Locked first by every operation; `rev` counts them.

    `record`: what was filled in, where the version has a form; `values` then hold the record's for conditions and handlers.
    """

    process = models.ForeignKey("workflow.Process", on_delete=models.PROTECT, related_name="instances")
    version = models.ForeignKey("workflow.Version", on_delete=models.PROTECT, related_name="instances")
    plan = models.ForeignKey("workflow.PlanRow", on_delete=models.PROTECT, related_name="instances")
    title = models.CharField(_("title"), max_length=200)
    starter = models.UUIDField()
    position = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField(default=Status.DRAFT)
    rev = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField(default=1)
    held = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    record = models.OneToOneField("oaform.Record", on_delete=models.PROTECT, null=True, related_name="+")
    parent_activation = models.UUIDField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    current = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        constraints = (
            models.CheckConstraint(condition=Q(status__lte=7), name="workflow_instance_status"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, status__in=[2, 3, 4, 5])
                | Q(ended_at__isnull=True, status__in=[0, 1, 6, 7]),
                name="workflow_instance_ended",
            ),
            models.UniqueConstraint(
                fields=["parent_activation"],
                condition=Q(parent_activation__isnull=False),
                name="workflow_instance_once_per_activation",
            ),
        )
        indexes = (
            models.Index(fields=["starter", "-id"], name="workflow_instance_starter"),
            models.Index(fields=["process", "status", "-id"], name="workflow_instance_process"),
            models.Index(fields=["parent"], name="workflow_instance_parent", condition=Q(parent__isnull=False)),
        )

    def __str__(self) -> str:
        return self.title


# The stubs know whole numbers only here.
_OPENED: Any = F("opened")


class Block(KeyModel):
    """One opening of a block. The outside of all blocks has no row."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    parent = models.UUIDField(null=True)
    branch = models.PositiveSmallIntegerField()
    fork = models.CharField(max_length=120)
    opened = models.BigIntegerField()
    arrived = models.BigIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=At.ACTIVE)
    held_by = models.UUIDField(null=True)
    opener = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("opening of a block")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=[1, 2, 3, 4]), name="workflow_block_status"),
            models.CheckConstraint(
                condition=Q(arrived=F("arrived").bitand(_OPENED)), name="workflow_block_arrived_opened"
            ),
        )
        indexes = (
            models.Index(fields=["instance"], name="workflow_block_open", condition=Q(status__in=[1, 4])),
            models.Index(fields=["opener"], name="workflow_block_opener", condition=Q(opener__isnull=False)),
            models.Index(fields=["instance", "id"], name="workflow_block_instance"),
        )

    def __str__(self) -> str:
        return self.fork


class ActivationRow(KeyModel):
    """One arrival at a step (到达). The counts are weights of seats."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="activations", db_index=False)
    block = models.UUIDField(null=True)
    branch = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=120)
    round = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    prev = models.UUIDField(null=True)
    back = models.UUIDField(null=True)
    held_by = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField(default=At.ACTIVE)
    was = models.PositiveSmallIntegerField(default=0)
    total = models.IntegerField(default=0)
    agreed = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    abstained = models.IntegerField(default=0)
    vetoed = models.BooleanField(default=False)
    ready = models.BooleanField(default=False)
    child = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("arrival at a step")
        constraints = (
            models.CheckConstraint(condition=Q(status__gte=1, status__lte=6), name="workflow_activation_status"),
            models.CheckConstraint(
                condition=Q(total__gte=F("agreed") + F("rejected") + F("abstained")), name="workflow_activation_counts"
            ),
        )
        indexes = (
            models.Index(fields=["instance", "id"], name="workflow_activation_instance"),
            models.Index(fields=["instance"], name="workflow_activation_open", condition=~Q(status__in=[2, 3])),
            models.Index(fields=["instance", "step", "-id"], name="workflow_activation_step", condition=Q(status=2)),
            models.Index(fields=["prev"], name="workflow_activation_prev", condition=Q(prev__isnull=False)),
            models.Index(
                fields=["due_at"], name="workflow_activation_due", condition=Q(status=5, due_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.step


class LogEntry(KeyModel):
    """One operation with every change of a row that it made: replaying them gives the matter's rows."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="log", db_index=False)
    rev = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    on_behalf_of = models.UUIDField(null=True)
    task = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("log entry")
        constraints = (models.UniqueConstraint(fields=["instance", "rev"], name="workflow_logentry_rev"),)

    def __str__(self) -> str:
        return self.kind
