"""What a visitor does in a demo besides working: taking another role."""

from __future__ import annotations

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import NotFound, require
from organization import seed as people
from provisioning.events import DemoRoleTaken
from provisioning.policies import DemoPolicy


@act
def take_role(role: str, *, by: Actor) -> Account:
    """The account of a role, for the browser to go on as. Raises Refused outside demos, NotFound for no such role."""
    require(DemoPolicy.play, None, by)
    found = next((one for one in people.sign_ins() if one.role == role), None)
    account = Account.objects.filter(pk__in=[found.account], is_active=True).first() if found else None
    if account is None:
        raise NotFound
    record(DemoRoleTaken, account, by=by, role=role)
    return account
