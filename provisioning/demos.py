"""Which demo is a browser's own. Its address follows from a secret of that browser, so that however often somebody
clicks there is one demo, and nobody else finds it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from kernel.config.environment import environment
from provisioning.models import Creation
from tenants.lifecycle import State

#: How many demos of one browser there can be beside each other, those that were kept counted in.
MOST = 40


def domain(key: str, number: int) -> str:
    """The address of a browser's first, second, … demo."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{key}:{number}".encode(), hashlib.sha256).hexdigest()
    return f"demo-{digest[:12]}.{environment.base_domain}"


def live(key: str, now: datetime) -> Creation | None:
    """The demo of a browser that is being made or can be used; None without one. In the public scope, one query."""
    return next((row for row in _all(key) if _lives(row, now)), None) if key else None


def free_domain(key: str) -> str:
    """An address for the next demo of a browser; empty when all are taken."""
    taken = {row.domain for row in _all(key)}
    return next((name for name in _domains(key) if name not in taken), "")


def _all(key: str) -> list[Creation]:
    rows = Creation.objects.select_related("tenant").filter(kind=Creation.Kind.DEMO, domain__in=_domains(key))
    return list(rows.order_by("-began_at"))


def _domains(key: str) -> list[str]:
    return [domain(key, number) for number in range(MOST)]


def _lives(creation: Creation, now: datetime) -> bool:
    tenant = creation.tenant
    if tenant is None or tenant.state in {State.BUILDING, State.POOLED}:
        return creation.attempts < Creation.TRIES
    return tenant.state == State.DEMO and (tenant.expires_at is None or tenant.expires_at > now)
