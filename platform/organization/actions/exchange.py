"""The organisation as a file: exported, read and looked at, applied all at once or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, require
from kernel.ports import directory
from organization import events
from organization.actions.placing import lock_units, name_side_posts
from organization.excel.plan import Changes, Plan
from organization.excel.reading import read
from organization.excel.writing import workbook
from organization.models import Department, ImportRun, Level, Person, Position, Post, Unit
from organization.policies import ImportRunPolicy
from organization.queries import kept_from

_NOUNS: tuple[tuple[str, type[Any], tuple[str, ...]], ...] = (
    ("units", Unit, ("name", "short_name", "code", "address", "phone", "order", "parent", "path")),
    ("departments", Department, ("name", "short_name", "code", "phone", "order", "parent", "path")),
    ("posts", Post, ("name", "code", "note", "kind", "order")),
    ("levels", Level, ("name", "code", "rank", "group_level")),
    ("accounts", Account, ("username", "name", "email", "phone")),
    (
        "people",
        Person,
        (
            "name", "code", "sex", "phone", "mobile", "email", "order", "entered_on", "note", "account",
            "pinyin", "initials", "sort_key", "search_key",
        ),
    ),
    ("positions", Position, ("level",)),
)  # fmt: skip
_BATCH = 1000


@act
def export_organization(*, by: Actor) -> bytes:
    """The whole organisation as a workbook. Who took it out is in the audit log."""
    require(ImportRunPolicy.run, None, by)
    content, counts = workbook()
    record(events.Exported, None, by=by, counts=counts)
    return content


@act
def read_workbook(file: BinaryIO, *, by: Actor, name: str, size: int) -> ImportRun:
    """Read a file and say what it would change; nothing is changed yet. A bad file gives a run with errors."""
    require(ImportRunPolicy.run, None, by)
    rows, errors = read(file, size)
    run = ImportRun(file_name=name[:200], made_at=datetime.now(UTC), made_by=by.name, account=by.account, errors=errors)
    if not errors:
        plan = Plan(rows, kept_from(by)).make()
        run.errors, run.counts, run.sheets = plan.errors, plan.changes.counts(), rows
    run.save(force_insert=True)
    record(events.ImportRead, run, by=by, counts=run.counts, errors=len(run.errors))
    return run


@act
def start_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Have a file that was looked at applied in the background. Raises Conflict for one with errors or done already."""
    from organization.tasks import apply_import

    require(ImportRunPolicy.run, run, by)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != "ready":
        raise Conflict(_("This file cannot be imported (again): it has errors, or it has been started already."))
    run.started_at = datetime.now(UTC)
    run.save(update_fields=["started_at"])
    record(events.ImportStarted, run, by=by)
    apply_import.later(run.pk)
    return run


@act
def apply_workbook(run: ImportRun, *, by: Actor) -> ImportRun:
    """Apply a started import. The organisation is compared anew: if it no longer fits nothing is changed and the run
    says why. Done already, it does nothing."""
    require(ImportRunPolicy.run, run, by)
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != "running":
        return run
    lock_units()
    _progress(run, 5)
    plan = Plan(run.sheets, _kept_from_importer(run)).make()
    if plan.errors:
        run.failed_at = datetime.now(UTC)
        run.failure = "\n".join(f"{one['sheet']} {one['row']}: {one['words']}" for one in plan.errors[:20])
        run.errors = plan.errors
        run.save(update_fields=["failed_at", "failure", "errors"])
        record(events.ImportFailed, run, by=by, why=run.failure)
        return run
    _progress(run, 30)
    _write(plan.changes, run)
    run.applied_at, run.counts = datetime.now(UTC), plan.changes.counts()
    run.sheets = {}
    run.save(update_fields=["applied_at", "counts", "sheets"])
    record(events.ImportApplied, run, by=by, counts=run.counts)
    _progress(run, 100)
    return run


def progress_of(run: ImportRun) -> int:
    """Per cent done, as the running import last said."""
    if run.state == "applied":
        return 100
    return int(cache.get(f"organization.import.{run.pk}") or 0)


def _kept_from_importer(run: ImportRun) -> frozenset[UUID]:
    """Asked again when the file is applied: by then the importer may be another's equal or no administrator at all."""
    account = Account.objects.filter(pk=run.account).first() if run.account else None
    return kept_from(directory().actor_for(account)) if account is not None else frozenset()


def _progress(run: ImportRun, per_cent: int) -> None:
    # The unit of work shows nothing before its commit; the cache does, and may lose it without harm.
    cache.set(f"organization.import.{run.pk}", per_cent, 3600)


def _write(changes: Changes, run: ImportRun) -> None:
    """Seats end before others begin, parents come before children, and a name is freed before another takes it."""
    Position.objects.bulk_update(changes.ended, ["ended_on"], batch_size=_BATCH)
    for number, (noun, model, fields) in enumerate(_NOUNS):
        changed = list(changes.changed.get(noun, {}).values())
        if noun == "people":
            _free(Person, changed, "code")
        model.objects.bulk_update(changed, fields, batch_size=_BATCH)
        model.objects.bulk_create(changes.new.get(noun, []), batch_size=_BATCH)
        _progress(run, 30 + 9 * (number + 1))
    name_side_posts(list(changes.side_posts))


def _free(model: type[Person], rows: list[Person], field: str) -> None:
    """Two people who swap numbers would meet half-way: set them free first."""
    model.objects.filter(pk__in=[row.pk for row in rows]).update(**{field: ""})
