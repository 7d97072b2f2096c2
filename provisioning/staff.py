"""The vendor's staff as the kernel sees them: which rights their roles give at the console."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.accounts.functions import MANAGE
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import NotFound, require
from provisioning.models import StaffGrant
from provisioning.policies import StaffPolicy
from tenants import rights

ROLES: dict[str, frozenset[str]] = {
    StaffGrant.Role.OPERATIONS: frozenset({*rights.RIGHTS, MANAGE}),
    StaffGrant.Role.SUPPORT: frozenset({rights.SEE, rights.TENANTS}),
    StaffGrant.Role.SALES: frozenset({rights.SEE}),
}


@dataclass(frozen=True)
class Member:
    """An account at the console with the roles that hold."""

    account: Account
    grants: list[StaffGrant]

    @property
    def off_key(self) -> str:
        """What the dialog that switches the account off is called on a page."""
        return f"off-{self.account.pk}"


def members(for_: Actor) -> list[Member]:
    """Everybody with an account at the console, the longest there first. Two queries."""
    require(StaffPolicy.appoint, None, for_)
    held: dict[UUID, list[StaffGrant]] = {}
    for grant in StaffGrant.objects.filter(revoked_at=None).order_by("granted_at"):
        held.setdefault(grant.account_id, []).append(grant)
    return [
        Member(account, held.get(account.pk, [])) for account in Account.objects.order_by("-is_active", "created_at")
    ]


def member(pk: UUID, for_: Actor) -> Account:
    """One of them. Raises NotFound."""
    require(StaffPolicy.appoint, None, for_)
    found = Account.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def described() -> list[tuple[object, list[object]]]:
    """Each role, and what it lets do."""
    words: dict[str, object] = {**rights.RIGHTS, MANAGE: _("Make, switch off and unlock accounts of the staff")}
    return [(role.label, [words[right] for right in words if right in ROLES[role]]) for role in StaffGrant.Role]


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
