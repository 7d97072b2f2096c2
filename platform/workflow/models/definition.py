"""Process definitions (流程模板), their versions, and the compiled plans."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class PlanRow(KeyModel):
    """A compiled plan: immutable, shared by all whose drawing comes to the same."""

    digest = models.CharField(max_length=64)
    body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("plan")
        constraints = (models.UniqueConstraint(fields=["digest"], name="workflow_plan_digest"),)

    def __str__(self) -> str:
        return self.digest[:12]


class Process(KeyModel):
    """A process people can start. `settings`: revoke ("before_first", "any", "never"); `managers` are person ids.

    `form`: what its matters are filled in on, from the next published version on.
    """

    key = models.CharField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("what it is for"), max_length=300, blank=True)
    managers = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    form = models.ForeignKey(
        "oaform.Form", verbose_name=_("Form"), on_delete=models.PROTECT, null=True, related_name="processes"
    )
    current = models.ForeignKey("workflow.Version", on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="workflow_process_key"),
            models.CheckConstraint(condition=~Q(name=""), name="workflow_process_named"),
        )

    @property
    def state(self) -> str:
        """ "draft": never published; "stopped": no new matters; "published"."""
        if self.stopped_at is not None:
            return "stopped"
        return "published" if self.current_id else "draft"

    def __str__(self) -> str:
        return self.name


class Version(KeyModel):
    """One drawing of a process. Published ones never change; a draft is drawn over, and `rev` counts how often.

    `fields` are the values that conditions may read: name → type ("number", "string", "boolean", "date", …), beside the
    fields of `form_version`, which is the form's current version at publishing.
    """

    class Source(models.TextChoices):
        """Where the drawing comes from."""

        TREE = "tree", _("Designer")
        BPMN = "bpmn", _("BPMN file")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    rev = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Source.choices)
    source = models.JSONField()
    graph = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    form_version = models.ForeignKey("oaform.FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(PlanRow, on_delete=models.PROTECT, null=True, related_name="versions")
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("version of a process")
        verbose_name_plural = _("versions of processes")
        constraints = (
            models.UniqueConstraint(fields=["process", "number"], name="workflow_version_number"),
            models.CheckConstraint(condition=Q(kind__in=["tree", "bpmn"]), name="workflow_version_kind"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(plan__isnull=False),
                name="workflow_version_published_has_plan",
            ),
        )

    def __str__(self) -> str:
        return f"{self.process} {self.number}"
