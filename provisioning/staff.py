"""The vendor's staff as the kernel sees them: which rights their roles give at the console."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kernel.accounts.functions import MANAGE
from kernel.actor import Actor
from provisioning.models import StaffGrant
from tenants import rights

ROLES: dict[str, frozenset[str]] = {
    StaffGrant.Role.OPERATIONS: frozenset({*rights.RIGHTS, MANAGE}),
    StaffGrant.Role.SUPPORT: frozenset({rights.SEE, rights.TENANTS}),
    StaffGrant.Role.SALES: frozenset({rights.SEE}),
}


class Staff:
    """The port's answers in the public schema."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        """A member of the staff with the rights of all roles. One query."""
        roles = StaffGrant.objects.filter(account_id=account.pk, revoked_at=None).values_list("role", flat=True)
        held = frozenset[str]().union(*(ROLES[role] for role in roles))
        return Actor(kind="staff", name=str(account), account=account.pk, functions=held, language=account.language)

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        """Staff have no person; there is nobody to name."""
        return {}

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        """`staff:<role>` and `all`: account ids by themselves."""
        wanted = set(principals)
        rows = StaffGrant.objects.filter(revoked_at=None, account__is_active=True)
        if "all" not in wanted:
            rows = rows.filter(role__in=[name.removeprefix("staff:") for name in wanted if name.startswith("staff:")])
        return {key: key for key in rows.values_list("account_id", flat=True)}
