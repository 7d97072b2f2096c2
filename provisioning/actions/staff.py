"""Who works for the vendor."""

from __future__ import annotations

from datetime import datetime

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import require
from provisioning.events import StaffAppointed
from provisioning.models import StaffGrant
from provisioning.policies import StaffPolicy


@act
def appoint(account: Account, role: str, *, by: Actor, now: datetime) -> StaffGrant:
    """Give a member of the staff a role; again: the same grant."""
    require(StaffPolicy.appoint, None, by)
    grant, made = StaffGrant.objects.get_or_create(
        account=account, role=role, revoked_at=None, defaults={"granted_at": now, "granted_by": by.name}
    )
    if made:
        record(StaffAppointed, account, by=by, role=role)
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
