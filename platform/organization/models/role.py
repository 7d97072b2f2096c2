"""Roles (角色): bundles of function and menu rights, and to whom they are given."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Role(KeyModel):
    """What a holder may do (`functions`) and which modules the menu shows (`menus`, module slugs or "*").

    Roles that come with the product have a `key` and cannot be deleted; their rights can be changed. While
    `functions` is None such a role gives what the packages declare for it, also those added later.
    """

    class Reach(models.TextChoices):
        """Where a role means something: across the group, or per unit (a grant then names the unit)."""

        GROUP = "group", _("Whole group")
        UNIT = "unit", _("One unit")

    key = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    reach = models.CharField(_("reach"), max_length=8, choices=Reach.choices, default=Reach.GROUP)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    note = models.CharField(_("what it is for"), max_length=200, blank=True)
    functions = ArrayField(models.CharField(max_length=80), default=list, blank=True, null=True)
    menus = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    second_factor = models.BooleanField(_("needs a second factor"), default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="organization_role_key"),
            models.UniqueConstraint(fields=["unit", "name"], nulls_distinct=False, name="organization_role_name"),
            models.CheckConstraint(condition=Q(reach__in=["group", "unit"]), name="organization_role_reach"),
            models.CheckConstraint(
                condition=~Q(key="") | Q(functions__isnull=False), name="organization_role_own_has_functions"
            ),
        )

    def __str__(self) -> str:
        return self.name


class RoleGrant(KeyModel):
    """A role given to a principal ("person:…", "position:…", "department:…", "post:…", "level:…", "group:…", "all").

    The principal is text, as everywhere rights are kept: whoever carries the principal carries the role,
    and asking for somebody's roles is one indexed query.
    """

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    principal = models.CharField(max_length=60)
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.CharField(max_length=100)

    class Meta:
        default_permissions = ()
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = (
            models.UniqueConstraint(
                fields=["principal", "role", "unit"], nulls_distinct=False, name="organization_rolegrant_once"
            ),
            models.CheckConstraint(
                condition=Q(principal="all")
                | Q(principal__regex=r"^(person|position|department|post|level|group|unit):[0-9a-f-]{36}$"),
                name="organization_rolegrant_principal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} → {self.principal}"
