"""Work scope (工作范围): who may see and send to whom. Without a rule everybody sees everybody."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class WorkScopeRule(KeyModel):
    """One limit for the people of a place (department, unit or everywhere), perhaps only of one level.

    For one seat exactly one rule decides: the nearest place wins (a department over a unit over the
    group), and at the same place a rule that names the level. People of the own department and its
    leaders, and whatever `also` names, are reached in any case.
    """

    class Reach(models.TextChoices):
        """How far one sees."""

        GROUP = "group", _("The whole group")
        UNIT = "unit", _("The own unit and the units below it")
        DEPARTMENT = "department", _("The own department and the departments below it")

    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="work_scope"
    )
    department = models.ForeignKey(
        "organization.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="work_scope"
    )
    level = models.ForeignKey(
        "organization.Level", on_delete=models.CASCADE, null=True, blank=True, related_name="work_scope"
    )
    reach = models.CharField(_("reach"), max_length=12, choices=Reach.choices, default=Reach.GROUP)
    levels_above = models.PositiveSmallIntegerField(_("levels above the own"), null=True, blank=True)
    also = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("work scope rule")
        verbose_name_plural = _("work scope rules")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "department", "level"], nulls_distinct=False, name="organization_workscoperule_once"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(department__isnull=True), name="organization_workscoperule_place"
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["group", "unit", "department"]), name="organization_workscoperule_reach"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_reach_display())
