"""What a tenant has: a row for each module it may use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from tenants.models.tenant import Tenant


class ModuleGrant(KeyModel):
    """A module that a tenant has, by the licence name of its manifest, until a day or for good."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="grants")
    licence = models.CharField(max_length=60)
    until = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=150, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("module grant")
        constraints = [models.UniqueConstraint(fields=["tenant", "licence"], name="grant_once_per_module")]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.licence}"
