"""Background entry points about tenants. They run in the public schema and open their own units of work."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kernel.scope import PUBLIC, Scope, after_commit_outside
from kernel.tasks import task
from tenants import proving
from tenants.models import DomainRequest


@task(queue="now", limit=60, own_units=True)
def look_at_domain(here: Scope, request_id: str) -> None:
    """Look whether a name is proven."""
    proving.look(UUID(request_id), datetime.now(UTC))


def look_soon(request: DomainRequest) -> None:
    """Look as soon as the unit of work in hand is committed."""
    key = str(request.pk)
    after_commit_outside(lambda: look_at_domain.send(PUBLIC, key))


@task(queue="bulk", limit=600, own_units=True)
def look_at_domains(here: Scope) -> None:
    """Look at every name that waits for its proof."""
    proving.look_at_all(datetime.now(UTC))
