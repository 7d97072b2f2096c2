"""Tasks (待办), opinions (意见) and copies (知会). What lists need stands on the row itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from workflow.engine.rows import Todo


class TaskRow(KeyModel):
    """One person's work at one arrival. Lists read this table alone."""

    instance = models.ForeignKey("workflow.Instance", on_delete=models.CASCADE, related_name="tasks", db_index=False)
    process = models.UUIDField()
    title = models.CharField(max_length=200)
    starter = models.UUIDField()
    step_name = models.CharField(max_length=100, blank=True)
    activation = models.UUIDField()
    step = models.CharField(max_length=120)
    kind = models.PositiveSmallIntegerField()
    assignee = models.UUIDField(null=True)
    owner = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=Todo.OPEN)
    seq = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(default=1)
    veto = models.BooleanField(default=False)
    parent = models.UUIDField(null=True)
    added_by = models.UUIDField(null=True)
    depth = models.PositiveSmallIntegerField(default=0)
    group = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(max_length=8, blank=True)
    held = models.CharField(max_length=8, blank=True)
    groups = models.PositiveSmallIntegerField(default=0)
    was = models.PositiveSmallIntegerField(default=0)
    hops = models.PositiveSmallIntegerField(default=0)
    result = models.PositiveSmallIntegerField(default=0)
    vote = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, blank=True)
    pool = ArrayField(models.CharField(max_length=60), default=list)
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    timed_out_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    urged_at = models.DateTimeField(null=True)
    urges = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = (
            models.CheckConstraint(condition=Q(status__lte=5), name="workflow_task_status"),
            models.CheckConstraint(condition=Q(result__lte=3, vote__lte=3), name="workflow_task_vote"),
        )
        indexes = (
            models.Index(fields=["assignee", "-id"], name="workflow_task_todo", condition=Q(status=1)),
            models.Index(F("assignee"), F("done_at").desc(), F("id").desc(), name="workflow_task_done",
                         condition=Q(status=2)),
            models.Index(fields=["done_by", "-id"], name="workflow_task_done_for",
                         condition=Q(status=2) & ~Q(done_by=F("assignee"))),
            models.Index(fields=["instance", "id"], name="workflow_task_instance"),
            models.Index(fields=["activation"], name="workflow_task_activation"),
            models.Index(fields=["due_at"], name="workflow_task_due",
                         condition=Q(status=1, due_at__isnull=False, timed_out_at__isnull=True)),
            GinIndex(fields=["pool"], name="workflow_task_pool", condition=Q(status=1, assignee__isnull=True)),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Opinion(KeyModel):
    """What somebody said with an act; only ever added. Those of an earlier round are shown grey."""

    instance = models.ForeignKey("workflow.Instance", on_delete=models.CASCADE, related_name="opinions", db_index=False)
    task = models.UUIDField(null=True)
    activation = models.UUIDField(null=True)
    step = models.CharField(max_length=120, blank=True)
    author = models.UUIDField(null=True)
    author_name = models.CharField(max_length=150)
    on_behalf_of = models.UUIDField(null=True)
    action = models.CharField(max_length=20)
    body = models.TextField(blank=True)
    round = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        indexes = (models.Index(fields=["instance", "id"], name="workflow_opinion_instance"),)

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:40]}"


class Copy(KeyModel):
    """Something sent to somebody to know, not to do: by a step (知会) or by a person (传阅). It never blocks."""

    instance = models.ForeignKey("workflow.Instance", on_delete=models.CASCADE, related_name="copies", db_index=False)
    person = models.UUIDField()
    sender = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=["cc", "circulate"]), name="workflow_copy_kind"),
            models.UniqueConstraint(fields=["instance", "person", "kind"], name="workflow_copy_once"),
        )
        indexes = (
            models.Index(fields=["person", "-id"], name="workflow_copy_person"),
            models.Index(fields=["person", "-id"], name="workflow_copy_unread", condition=Q(read_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.title
