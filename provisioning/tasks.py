"""Background entry points of provisioning. All run in the public schema and open their own units of work."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.scope import Scope, public
from kernel.tasks import task
from provisioning import clock, creating, erasing, finding, pooling
from provisioning.actions import creations, signups
from tenants import upgrade

BY = Actor.system("schedule")


@task(queue="now", limit=300, own_units=True)
def advance(here: Scope, creation_id: str) -> None:
    """Go on with the making of a site."""
    creating.advance(UUID(creation_id))


@task(queue="soon", limit=900, retries=1, own_units=True)
def fill_pool(here: Scope) -> None:
    """Drop what is of an earlier release, then build what is missing."""
    pooling.keep_full()


@task(queue="now", limit=300, own_units=True)
def resume_creations(here: Scope) -> None:
    """Go on with what somebody began and did not finish."""
    with public():
        ids = creating.unfinished(datetime.now(UTC))
    for creation_id in ids:
        creating.advance(creation_id)


@task(queue="soon", limit=900, own_units=True)
def turn_clock(here: Scope) -> None:
    """Let time do what is due: demos and trials end, erasures ordered long ago are done."""
    clock.turn(datetime.now(UTC))


@task(queue="bulk", limit=1800, own_units=True)
def measure(here: Scope) -> None:
    """Size, accounts and last visit of each tenant, for the console."""
    clock.measure()


@task(queue="soon", limit=120, own_units=True)
def find_sites(here: Scope, email: str, language: str) -> None:
    """Mail somebody the sites where the address has an account; nothing where it has none."""
    finding.mail_sites(email, language)


@task(queue="bulk", limit=300, own_units=True)
def forget_visitors(here: Scope) -> None:
    """Forget counts, tokens and sign-ups that nobody needs any more."""
    now = datetime.now(UTC)
    with public():
        signups.forget_old(by=BY, now=now)
        creations.forget_hand_overs(by=BY, now=now)


@task(queue="bulk", limit=900, own_units=True)
def prune_erased(here: Scope) -> None:
    """Let go of what is kept of companies and demos that were erased long ago."""
    erasing.prune(datetime.now(UTC))


@task(queue="bulk", limit=3600, retries=0, own_units=True)
def upgrade_tenants(here: Scope, run_id: str) -> None:
    """Bring all tenants to the release, as the run that was ordered."""
    upgrade.upgrade(workers=1, batch=5, ordered=UUID(run_id))
