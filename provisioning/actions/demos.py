"""What a visitor does in a demo besides working, and what is shut when it becomes a company."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.api.models import ApiToken
from kernel.events import record
from kernel.policies import NotFound, require
from organization import seed as people
from provisioning.events import DemoRoleTaken
from provisioning.policies import DemoPolicy
from tenants.policies import TenantPolicy


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


@act
def shut_doors(*, by: Actor, now: datetime) -> None:
    """Everybody who got in while it was a demo is out: sessions end, tokens are revoked. Nobody knows a password of
    the showcase's people, so only who signs the company up comes in."""
    require(TenantPolicy.make, None, by)
    Account.objects.update(sessions_version=F("sessions_version") + 1)
    UserSession.objects.all().delete()
    Session.objects.all().delete()
    ApiToken.objects.filter(revoked_at=None).update(revoked_at=now, revoked_by=by.name)
