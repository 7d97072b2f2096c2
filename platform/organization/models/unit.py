"""Units (单位): the companies inside the group, a tree."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from organization import trees


class Unit(KeyModel):
    """A company inside the group. `path` is maintained by the acts that create and move (see trees.py)."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.TextField(editable=False)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    code = models.CharField(_("code"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    slogan = models.CharField(_("slogan"), max_length=100, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at__isnull=True), name="organization_unit_name_open"
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organization_unit_code"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organization_unit_not_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="organization_unit_named"),
        )
        indexes = (models.Index(OpClass("path", name="text_pattern_ops"), name="organization_unit_path"),)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def is_open(self) -> bool:
        """Whether the unit has not been closed."""
        return self.closed_at is None

    @property
    def ancestors(self) -> list[UUID]:
        """Ids from the root down to this unit itself."""
        return trees.ids_in(self.path)
