"""Administrators: who looks after the system, the group, a unit, and who watches them (audit)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Administrator(KeyModel):
    """An appointment. Revoked, never deleted.

    An audit administrator's appointment can only be ended by another audit administrator, whose row
    `revoked_as` names; so there is always one left, and the other administrators cannot switch the
    audit off. Constraints hold both halves of that.
    """

    class Kind(models.TextChoices):
        """What is looked after."""

        SYSTEM = "system", _("System administrator")
        GROUP = "group", _("Group administrator")
        UNIT = "unit", _("Unit administrator")
        AUDIT = "audit", _("Audit administrator")

    person = models.ForeignKey("organization.Person", on_delete=models.PROTECT, related_name="administers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="administrators"
    )
    appointed_at = models.DateTimeField()
    appointed_by = models.CharField(max_length=100)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=100, blank=True)
    revoked_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revoked")

    class Meta:
        default_permissions = ()
        verbose_name = _("administrator")
        verbose_name_plural = _("administrators")
        ordering = ("kind", "appointed_at")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind", "unit"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="organization_administrator_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="unit", unit__isnull=False)
                | Q(kind__in=["system", "group", "audit"], unit__isnull=True),
                name="organization_administrator_unit",
            ),
            models.CheckConstraint(
                condition=~Q(kind="audit") | Q(revoked_at__isnull=True) | Q(revoked_as__isnull=False),
                name="organization_administrator_audit_by_audit",
            ),
            models.CheckConstraint(
                condition=Q(revoked_as__isnull=True) | ~Q(revoked_as=F("id")),
                name="organization_administrator_not_own",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
