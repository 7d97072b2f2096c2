"""A tenant: one customer company, its schema and the state it is in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from kernel.keys import uuid7
from kernel.scope import PUBLIC, Scope
from tenants.lifecycle import OPEN, WRITABLE, Life, State


class Tenant(TenantMixin):
    """A customer company. `schema_name` follows from the id, is never renamed and never reused."""

    class Stock(models.TextChoices):
        PLAIN = "plain", _("empty")
        DEMO = "demo", _("with the showcase's data")

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
    stock = models.CharField(max_length=8, choices=Stock.choices, default=Stock.PLAIN)
    #: Digest of the applied migrations and, in the pool, of the file that the schema was made from.
    fingerprint = models.CharField(max_length=64, blank=True)
    template = models.CharField(max_length=64, blank=True)
    seats = models.PositiveIntegerField(null=True)
    storage_bytes = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    #: When the clock next has something to do here; only a hint for the search, re-checked under the lock.
    due_at = models.DateTimeField(null=True)
    #: What a suspension goes back to.
    suspended_from = models.CharField(max_length=12, blank=True)
    was_demo = models.BooleanField(default=False)
    state_reason = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True)
    bytes_used = models.PositiveBigIntegerField(null=True)
    files_used = models.PositiveBigIntegerField(null=True)
    #: Effects inside that were given up.
    failures = models.PositiveIntegerField(null=True)
    accounts = models.PositiveIntegerField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("tenant")
        indexes = [
            models.Index(fields=["state", "id"], name="tenant_state"),
            models.Index(fields=["due_at"], name="tenant_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.schema_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; only in the public scope, where django-tenants' own save insists on being."""
        super().save(*args, **kwargs)  # type: ignore[no-untyped-call]

    @property
    def is_public(self) -> bool:
        """Whether this row stands for the vendor's own, public schema."""
        return bool(self.schema_name == PUBLIC.schema)

    @property
    def scope(self) -> Scope:
        """Where the tenant's data is."""
        return PUBLIC if self.is_public else Scope(self.id, self.schema_name, self.alias)

    @property
    def life(self) -> Life:
        """Where the tenant stands, for the engine."""
        return Life(
            state=State(self.state),
            since=self.state_since,
            entitled_until=self.expires_at,
            suspended_from=State(self.suspended_from) if self.suspended_from else None,
            was_demo=self.was_demo,
        )

    def live(self, life: Life) -> None:
        """Take over what the engine answered; saving is the act's."""
        due = life.next()
        self.state, self.state_since, self.expires_at = life.state, life.since, life.entitled_until
        self.suspended_from = life.suspended_from or ""
        self.was_demo = life.was_demo
        self.due_at = due[0] if due else None

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
