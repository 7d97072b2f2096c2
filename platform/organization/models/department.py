"""Departments (部门): a tree within a unit, with their heads."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from organization import trees


class Department(KeyModel):
    """A part of a unit. `path` holds departments only; the unit has a path of its own."""

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(editable=False)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    code = models.CharField(_("code"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "parent", "name"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="organization_department_name_open",
            ),
            models.UniqueConstraint(
                fields=["unit", "code"], condition=~Q(code=""), name="organization_department_code"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organization_department_not_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="organization_department_named"),
        )
        indexes = (models.Index(OpClass("path", name="text_pattern_ops"), name="organization_department_path"),)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def is_open(self) -> bool:
        """Whether the department has not been closed."""
        return self.closed_at is None

    @property
    def ancestors(self) -> list[UUID]:
        """Ids from the topmost department down to this one itself."""
        return trees.ids_in(self.path)


class DepartmentHead(KeyModel):
    """Somebody who leads a department: a head (there may be several), a deputy, or a leader in charge (分管领导)."""

    class Kind(models.TextChoices):
        """In which way somebody leads."""

        HEAD = "head", _("Head")
        DEPUTY = "deputy", _("Deputy")
        IN_CHARGE = "in_charge", _("Leader in charge")

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey("organization.Person", on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HEAD)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("department head")
        verbose_name_plural = _("department heads")
        ordering = ("kind", "order")
        constraints = (
            models.UniqueConstraint(fields=["department", "person", "kind"], name="organization_departmenthead_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["head", "deputy", "in_charge"]), name="organization_departmenthead_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
