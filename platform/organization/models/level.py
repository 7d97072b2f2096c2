"""Levels (职务级别): the group's own, and the units' mapped to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Level(KeyModel):
    """A level. Rank 1 is the highest. A unit's level stands for exactly one group level and has that one's rank."""

    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="levels"
    )
    group_level = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="mapped")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("code"), max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("1 is the highest"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("rank", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="organization_level_name_open",
            ),
            models.UniqueConstraint(
                fields=["rank"],
                condition=Q(closed_at__isnull=True, unit__isnull=True),
                name="organization_level_group_rank",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True, group_level__isnull=True)
                | Q(unit__isnull=False, group_level__isnull=False),
                name="organization_level_unit_is_mapped",
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="organization_level_rank"),
            models.CheckConstraint(condition=~Q(name=""), name="organization_level_named"),
        )

    def __str__(self) -> str:
        return self.name
