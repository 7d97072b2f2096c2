"""A tenant: one customer company, its schema and the state it is in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from kernel.keys import uuid7
from kernel.scope import PUBLIC, Scope
from tenants.lifecycle import OPEN, WRITABLE, State


class Tenant(TenantMixin):
    """A customer company. `schema_name` follows from the id, is never renamed and never reused."""

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("company"), max_length=100, blank=True)
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in State], default=State.BUILDING
    )
    state_since = models.DateTimeField()
    language = models.CharField(max_length=10, default="zh-hans")
    alias = models.CharField(max_length=40, default="default")
    fingerprint = models.CharField(max_length=64, blank=True)
    seats = models.PositiveIntegerField(null=True)
    storage_bytes = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("tenant")
        indexes = [
            models.Index(fields=["state", "id"], name="tenant_state"),
            models.Index(fields=["expires_at"], name="tenant_expiry", condition=models.Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.schema_name

    @property
    def is_public(self) -> bool:
        """Whether this row stands for the vendor's own, public schema."""
        return bool(self.schema_name == PUBLIC.schema)

    @property
    def scope(self) -> Scope:
        """Where the tenant's data is."""
        return PUBLIC if self.is_public else Scope(self.id, self.schema_name, self.alias)

    @property
    def is_open(self) -> bool:
        """Whether people may sign in."""
        return self.is_public or State(self.state) in OPEN

    @property
    def is_writable(self) -> bool:
        """Whether data may be changed."""
        return self.is_public or State(self.state) in WRITABLE


def schema_for(tenant_id: object) -> str:
    """The schema of a tenant: `t_` and the 32 hexadecimal digits of its id."""
    return f"t_{getattr(tenant_id, 'hex', tenant_id)}"
