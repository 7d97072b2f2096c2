"""From a Host header to a place: through the domain table only, remembered for seconds.

The memory is per process and ends by itself; a change that must be seen at once (a suspended or
moved tenant) raises a number in Valkey that every process compares once a second.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import redis
import structlog
from django.http.request import split_domain_port

from kernel.scope import PUBLIC, Scope, after_commit_outside, public
from kernel.valkey import valkey
from tenants.lifecycle import OPEN, WRITABLE, State

TERM_SECONDS = 30.0
MISS_SECONDS = 5.0
LIMIT = 20_000
GENERATION = "tb:public:hosts-generation"
log = structlog.get_logger("tongban.tenants")


@dataclass(frozen=True)
class Place:
    """What a host name leads to."""

    scope: Scope
    purpose: str
    domain: str
    name: str
    state: State
    language: str
    primary: str
    licences: frozenset[str] = frozenset()
    expires_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether people may sign in here."""
        return self.scope.is_public or self.state in OPEN

    @property
    def is_writable(self) -> bool:
        """Whether data may be changed here."""
        return self.scope.is_public or self.state in WRITABLE


class _Memory:
    """Places by host name and by scope, each with the moment it is forgotten."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.places: dict[str, tuple[float, Place | None]] = {}
        self.generation: bytes | str | None = None
        self.asked = 0.0

    def clear(self) -> None:
        with self.lock:
            self.places.clear()

    def check_generation(self, now: float) -> None:
        if now - self.asked < 1.0:
            return
        self.asked = now
        try:
            generation = valkey().get(GENERATION)
        except redis.RedisError:
            return
        if generation != self.generation:
            self.generation = generation
            self.clear()

    def get(self, key: str) -> tuple[bool, Place | None]:
        now = time.monotonic()
        self.check_generation(now)
        entry = self.places.get(key)
        return (True, entry[1]) if entry is not None and entry[0] > now else (False, None)

    def put(self, key: str, place: Place | None) -> None:
        with self.lock:
            if len(self.places) >= LIMIT:
                self.places.clear()
            self.places[key] = (time.monotonic() + (TERM_SECONDS if place else MISS_SECONDS), place)


_memory = _Memory()


def find(host: str) -> Place | None:
    """The place behind a Host header (its port is ignored), or None for a name we do not know."""
    name = split_domain_port(host)[0].rstrip(".")
    if not name or len(name) > 253:
        return None
    known, place = _memory.get(name)
    if not known:
        place = _look_up(domain=name)
        _memory.put(name, place)
    return place


def place_of(to: Scope) -> Place | None:
    """The primary place of a scope, or None when there is no such tenant."""
    key = f"scope {to.key}"
    known, place = _memory.get(key)
    if not known:
        place = _look_up(tenant=to.tenant) if to.tenant else _look_up(purpose="site")
        _memory.put(key, place)
    return place


def forget_soon() -> None:
    """After the commit: every process looks the domain table up again within a second."""

    def raise_generation() -> None:
        _memory.clear()
        try:
            valkey().incr(GENERATION)
        except redis.RedisError:
            log.warning("hosts are remembered until their term ends: the cache does not answer")

    after_commit_outside(raise_generation)


def forget_here() -> None:
    """Forget everything in this process, for tests and for the shell."""
    _memory.clear()


def _look_up(*, domain: str = "", tenant: UUID | None = None, purpose: str = "") -> Place | None:
    from tenants.models import Domain, ModuleGrant

    with public():
        rows = Domain.objects.select_related("tenant")
        if domain:
            row = rows.filter(domain=domain).first()
        elif tenant:
            row = rows.filter(tenant_id=tenant).order_by("-is_primary", "id").first()
        else:
            row = rows.filter(purpose=purpose).order_by("-is_primary", "id").first()
        if row is None:
            return None
        primary = row.domain
        if not row.is_primary and row.purpose == Domain.Purpose.TENANT:
            primary = (
                rows.filter(tenant_id=row.tenant_id, is_primary=True).values_list("domain", flat=True).first()
                or row.domain
            )
        now = datetime.now(UTC)
        licences = frozenset(
            licence
            for licence, until in ModuleGrant.objects.filter(tenant_id=row.tenant_id).values_list("licence", "until")
            if until is None or until > now
        )
        return Place(
            scope=PUBLIC if row.tenant.is_public else row.tenant.scope,
            purpose=row.purpose,
            domain=row.domain,
            name=row.tenant.name,
            state=State(row.tenant.state),
            language=row.tenant.language,
            primary=primary,
            licences=licences,
            expires_at=row.tenant.expires_at,
        )
