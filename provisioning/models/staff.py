"""The vendor's staff: which account has which role at the console."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class StaffGrant(KeyModel):
    """A role of one member of the staff. Revoked, never deleted."""

    class Role(models.TextChoices):
        """What somebody does for the vendor."""

        OPERATIONS = "operations", _("operations")
        SUPPORT = "support", _("support")
        SALES = "sales", _("sales")

    # Accounts of tenants have no such rows, and this table is not there to be asked; in the public schema the database protects.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=100)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("staff role")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role"], condition=models.Q(revoked_at=None), name="staffgrant_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"

    @property
    def dialog(self) -> str:
        """What the dialog that takes it back is called on a page."""
        return f"revoke-{self.pk}"
