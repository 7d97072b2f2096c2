"""The look that finds out whether a company has proven a name, between two units of work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from kernel.actor import Actor
from kernel.outbound import OutboundFailed
from kernel.outbound.names import alias, texts
from kernel.scope import public, scope
from tenants import domains
from tenants.actions.domains import note_look
from tenants.models import DomainRequest

BY = Actor.system("domains")
#: How long an unproven request is looked at by itself.
PATIENCE = timedelta(days=7)


def look(request_id: UUID, now: datetime) -> bool:
    """Look whether a request is proven, and keep what came of it; whether it is. Holds no transaction while it waits."""
    with public():
        request = DomainRequest.objects.select_related("tenant").filter(pk=request_id, verified_at=None).first()
        target = domains.target_of(request) if request is not None else ""
    if request is None:
        return False
    problem, leads_here = _problem(request), False
    try:
        leads_here = alias(request.domain) == target
    except OutboundFailed:
        leads_here = False
    with scope(request.tenant.scope):
        return note_look(request_id, problem=problem, leads_here=leads_here, by=BY, now=now).verified_at is not None


def look_at_all(now: datetime) -> int:
    """Look at every request that waits; answers how many. One that fails stops no other."""
    with public():
        waiting = DomainRequest.objects.filter(verified_at=None, requested_at__gt=now - PATIENCE)
        ids = list(waiting.order_by("checked_at", "id").values_list("pk", flat=True)[:500])
    for request_id in ids:
        look(request_id, datetime.now(UTC))
    return len(ids)


def _problem(request: DomainRequest) -> str:
    try:
        found = texts(domains.record_name(request.domain))
    except OutboundFailed:
        return "silent"
    if domains.record_value(request.token) in (text.strip() for text in found):
        return ""
    return "other" if any(text.strip().startswith("tongban") for text in found) else "absent"
