"""Who works for the vendor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, NotFound, require
from provisioning.events import StaffAppointed, StaffRevoked
from provisioning.models import StaffGrant
from provisioning.policies import StaffPolicy


@act
def appoint(account: Account, role: str, *, by: Actor, now: datetime) -> StaffGrant:
    """Give a member of the staff a role; again: the same grant."""
    require(StaffPolicy.appoint, None, by)
    if role not in StaffGrant.Role.values:
        raise Invalid({"role": [_("There is no such role.")]})
    grant, made = StaffGrant.objects.get_or_create(
        account=account, role=role, revoked_at=None, defaults={"granted_at": now, "granted_by": by.name}
    )
    if made:
        record(StaffAppointed, account, by=by, role=role)
    return grant


@act
def revoke(grant_id: UUID, *, by: Actor, now: datetime) -> StaffGrant:
    """Take a role back; it ends with the next request. Raises Conflict for the last one who appoints others."""
    require(StaffPolicy.appoint, None, by)
    grant = StaffGrant.objects.select_for_update().select_related("account").filter(pk=grant_id).first()
    if grant is None or grant.revoked_at is not None:
        raise NotFound
    if grant.account_id == by.account and grant.role == StaffGrant.Role.OPERATIONS:
        raise Conflict(
            _("Nobody takes this role from themselves: somebody must be left who gives it. Ask a colleague.")
        )
    grant.revoked_at = now
    grant.save(update_fields=["revoked_at"])
    record(StaffRevoked, grant.account, by=by, role=grant.role)
    return grant


@act
def first(password: str, *, by: Actor, now: datetime) -> Account:
    """The first account of the console, with all rights; made once."""
    require(StaffPolicy.appoint, None, by)
    known = StaffGrant.objects.filter(revoked_at=None).select_related("account").order_by("granted_at").first()
    if known is not None:
        return known.account
    account = Account(username="operator", name="运营")
    account.set_password(password)
    account.save(force_insert=True)
    grant = StaffGrant(account=account, role=StaffGrant.Role.OPERATIONS, granted_at=now, granted_by=by.name)
    grant.save(force_insert=True)
    record(StaffAppointed, account, by=by, role=grant.role)
    return account
