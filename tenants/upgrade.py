"""Upgrading all tenants: find those behind in one statement, migrate only them, each in a transaction of its own.

    public schema first → the tenants behind → batches, several processes → laggards written down

There is nothing to resume after a kill: the next run asks the tables again. A migration waits for locks two
seconds at most, so that nobody's page waits behind it longer, and is tried again later.
"""

from __future__ import annotations

import multiprocessing
import random
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from kernel.actor import Actor
from kernel.preferences.actions import sync_enumerations
from kernel.scope import close_before_fork, public, scope
from tenants import across
from tenants.across import Standing
from tenants.actions import upgrades
from tenants.lifecycle import STANDING
from tenants.models import Tenant
from tenants.release import release

BY = Actor.system("upgrade")
LOCK_TIMEOUT = "2s"
TRIES = 10
#: Somebody else holds a lock, or two of us met: worth another try.
_AGAIN = {"55P03", "40P01", "40001", "57014"}
log = structlog.get_logger("tongban.upgrade")


@dataclass
class Outcome:
    """How a run went. `failed` maps a tenant's id to what was said; `seconds` is the time of the whole."""

    checked: int = 0
    behind: int = 0
    done: int = 0
    failed: dict[UUID, str] = field(default_factory=dict)
    seconds: float = 0.0
    check_seconds: float = 0.0


def behind() -> tuple[list[Standing], int]:
    """The tenants whose tables are behind the release, and how many were looked at."""
    with public():
        tenants = list(
            Tenant.objects.filter(state__in=STANDING)
            .exclude(schema_name="public")
            .exclude(state="pooled")
            .order_by("id")
        )
        return [standing for standing in across.standings(tenants) if standing.is_behind], len(tenants)


def upgrade(
    *,
    workers: int = 2,
    batch: int = 50,
    told: Callable[[str], None] = lambda line: None,
    ordered: UUID | None = None,
) -> Outcome:
    """Bring every tenant that is behind to the release. Members of the pool are not migrated: the pool replaces them.

    `ordered` is the run that somebody asked for; without it a run is written down only when there is something to do.
    """
    began = time.monotonic()
    standings, checked = behind()
    outcome = Outcome(checked=checked, behind=len(standings), check_seconds=time.monotonic() - began)
    if not standings and ordered is None:
        outcome.seconds = outcome.check_seconds
        return outcome
    with public():
        run = upgrades.begin(
            release().fingerprint, checked=checked, behind=len(standings), by=BY, now=_now(), run=ordered
        ).pk
    ids = [standing.tenant.pk for standing in standings]
    for part in _batches(ids, batch):
        for tenant_id, error in _spread(part, run, workers):
            if error:
                outcome.failed[tenant_id] = error
            else:
                outcome.done += 1
        with public():
            upgrades.tell(run, done=outcome.done, failed=len(outcome.failed), by=BY, now=_now())
        told(f"{outcome.done + len(outcome.failed)}/{len(ids)} ({len(outcome.failed)} failed)")
    with public():
        upgrades.end(run, done=outcome.done, failed=len(outcome.failed), by=BY, now=_now())
    outcome.seconds = time.monotonic() - began
    return outcome


class Migrator:
    """Migrates schemas one after another. The graph is read from disk once, and the states between migrations that
    tenants go through are rendered once for each starting point instead of once for each tenant."""

    def __init__(self) -> None:
        self.states: dict[frozenset[tuple[str, str]], ProjectState] = {}
        self.executor: MigrationExecutor | None = None

    def migrate(self, tenant: Tenant) -> None:
        """All migrations of one tenant in one transaction, the tenant's fingerprint with it. Raises what fails."""
        for attempt in range(1, TRIES + 1):
            try:
                with scope(tenant.scope):
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                    with public():
                        upgrades.hold(tenant.pk, by=BY)
                    self._apply()
                    # Django's post_migrate is not sent: nothing of ours listens to it, and what others hang on it
                    # (content types, permissions) no tenant uses. What a release brings besides tables comes here.
                    sync_enumerations(by=BY)
                    with public():
                        upgrades.mark(tenant.pk, release().fingerprint, by=BY)
                return
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") not in _AGAIN or attempt == TRIES:
                    raise
                time.sleep(min(0.2 * 2**attempt, 5.0) * (0.5 + random.random()))  # noqa: S311 - only spreads waits

    def _apply(self) -> None:
        if self.executor is None:
            self.executor = MigrationExecutor(connection)
            self.executor.loader.check_consistent_history(connection)
        executor = self.executor
        executor.connection = connection
        executor.recorder.connection = connection
        applied = executor.recorder.applied_migrations()
        executor.loader.applied_migrations = dict(applied)  # type: ignore[arg-type]
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        # What django-tenants' router lets into a tenant is decided inside the operations, migration by migration.
        key = frozenset(applied)
        state = self.states.get(key)
        if state is None:
            state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
            _ = state.apps
            self.states[key] = state
        executor.migrate(executor.loader.graph.leaf_nodes(), plan=plan, state=state.clone())


def _spread(ids: list[UUID], run: UUID, workers: int) -> Iterator[tuple[UUID, str]]:
    if workers <= 1 or len(ids) < 2 * workers:
        migrator = Migrator()
        for tenant_id in ids:
            yield _one(tenant_id, run, migrator)
        return
    close_before_fork()
    context = multiprocessing.get_context("spawn" if multiprocessing.current_process().daemon else "fork")
    with context.Pool(workers, initializer=_start_worker) as processes:
        yield from processes.imap_unordered(_in_worker, [(tenant_id, run) for tenant_id in ids])


_migrator: Migrator | None = None


def _start_worker() -> None:
    global _migrator
    # A connection must not be shared between processes.
    for wrapper in connections.all(initialized_only=True):
        wrapper.connection = None
    _migrator = Migrator()


def _in_worker(work: tuple[UUID, UUID]) -> tuple[UUID, str]:
    assert _migrator is not None
    return _one(*work, _migrator)


def _one(tenant_id: UUID, run: UUID, migrator: Migrator) -> tuple[UUID, str]:
    with public():
        tenant = Tenant.objects.get(pk=tenant_id)
    try:
        migrator.migrate(tenant)
    except Exception as error:
        log.warning("a tenant could not be upgraded", tenant=str(tenant_id), exc_info=True)
        text = f"{type(error).__name__}: {error}".strip()
        with public():
            upgrades.note_laggard(tenant_id, run, text, traceback.format_exc(), by=BY, now=_now())
        # What an interrupted migration has half rendered is not used for the next tenant.
        migrator.executor, migrator.states = None, {}
        return tenant_id, text
    return tenant_id, ""


def _batches(ids: list[UUID], size: int) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _now() -> datetime:
    return datetime.now(UTC)
