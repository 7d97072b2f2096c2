"""How much a tenant's contract lets it store."""

from __future__ import annotations

from kernel.scope import Scope, public
from tenants.models import Tenant


class Contracts:
    """Answers the files' port; see kernel.files.allowance.StorageContract."""

    def storage_bytes(self, to: Scope) -> int | None:
        """The contract's bytes; None for no limit. One query in the public schema."""
        if to.tenant is None:
            return None
        with public():
            return Tenant.objects.filter(pk=to.tenant).values_list("storage_bytes", flat=True).first()
