"""Change sets (机构调整): a reorganisation written down first, looked at, and applied on its day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class ChangeSet(KeyModel):
    """Steps that come into force together or not at all, on a day or by hand."""

    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("note"), max_length=500, blank=True)
    effective_on = models.DateField(_("effective on"))
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    scheduled_by = models.CharField(max_length=100, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="organization_changeset_one_end",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """One of draft, scheduled, applied, withdrawn, refused (a scheduled one that no longer fitted)."""
        if self.applied_at:
            return "applied"
        if self.withdrawn_at:
            return "withdrawn"
        if self.refused_at:
            return "refused"
        return "scheduled" if self.scheduled_at else "draft"

    @property
    def is_open(self) -> bool:
        """Whether steps can still be added and it can still be applied."""
        return self.applied_at is None and self.withdrawn_at is None


class ChangeStep(KeyModel):
    """One change: `department` (or `person`) is what changes, `target` and `unit` where it goes.

    A department made by a step has the id of that step, so that later steps can name it as their `target`;
    therefore the target is an id and not a foreign key.

    `seen` is what the thing looked like when the step was written (name, parent, unit, open); when
    it looks different on the day, the set is refused instead of doing something nobody asked for.
    """

    class Kind(models.TextChoices):
        """What happens."""

        RENAME = "rename", _("Rename department")
        MOVE = "move", _("Move department")
        MERGE = "merge", _("Merge department into another")
        CLOSE = "close", _("Close department")
        CREATE = "create", _("Create department")
        PLACE = "place", _("Move a person")

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    department = models.ForeignKey(
        "organization.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="changes"
    )
    person = models.ForeignKey(
        "organization.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="changes"
    )
    target = models.UUIDField(null=True, blank=True)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="changes"
    )
    post = models.ForeignKey("organization.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    seen = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        verbose_name = _("step of a reorganisation")
        verbose_name_plural = _("steps of a reorganisation")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["change_set", "number"], name="organization_changestep_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["rename", "move", "merge", "close"], department__isnull=False)
                | Q(kind="create", unit__isnull=False)
                | Q(kind="place", person__isnull=False, target__isnull=False),
                name="organization_changestep_subject",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["rename", "create"]) | ~Q(name=""), name="organization_changestep_name"
            ),
            models.CheckConstraint(
                condition=~Q(kind="merge") | Q(target__isnull=False), name="organization_changestep_merge"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"
