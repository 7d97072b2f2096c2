"""Bytes counted: promised at the start of an upload, kept at its end, given back when a file is gone for good.

Counters are rows locked in one order (company, unit, person) in the transaction that changes the
file, so that uploads at the same time cannot both take the last room.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from kernel.actor import Actor
from kernel.acts import act
from kernel.files import allowance
from kernel.files.models import File, Owner, Usage
from kernel.files.verdicts import REFUSALS, OtherOwner
from kernel.policies import Invalid, require_function
from kernel.scope import current

_ORDER = Case(
    When(level=Usage.Level.TENANT, then=Value(0)),
    When(level=Usage.Level.UNIT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def owner() -> Owner:
    """The row that says whose files these are; made with the first file. Raises OtherOwner in a schema of another."""
    row, _ = Owner.objects.get_or_create(id=1, defaults={"key": current().key})
    if row.key != current().key:
        raise OtherOwner(f"the files of this schema belong to {row.key}, not to {current().key}")
    return row


def reserve(file: File) -> None:
    """Promise room to an upload. Raises Invalid when there is none."""
    rows = _locked(file)
    if not all(_fits(row, file, file.size) for row in rows):
        raise Invalid({"size": [REFUSALS["quota"]]})
    for row in rows:
        row.reserved += file.size
    _save(rows)


def settle(file: File) -> bool:
    """Turn the promise into use; False, with nothing changed, when a limit was lowered below it meanwhile."""
    rows = _locked(file)
    if not all(_fits(row, file, 0) for row in rows):
        return False
    for row in rows:
        row.reserved = max(0, row.reserved - file.size)
        row.used += file.size
        row.files += 1
    _save(rows)
    return True


def release(file: File) -> None:
    """Take the promise back."""
    rows = _locked(file)
    for row in rows:
        row.reserved = max(0, row.reserved - file.size)
    _save(rows)


def free(file: File) -> None:
    """Give back what a kept file used."""
    rows = _locked(file)
    for row in rows:
        row.used = max(0, row.used - file.size)
        row.files = max(0, row.files - 1)
    _save(rows)


def still_fits(file: File) -> bool:
    """Whether the limits still hold what was promised, in the middle of an upload. Locks nothing."""
    rows = Usage.objects.filter(_subjects(file))
    return all(_fits(row, file, 0) for row in rows)


@act
def recount_usage(*, by: Actor) -> dict[str, tuple[int, int]]:
    """Count anew from the files themselves; answers what was wrong: subject → (was, is) in bytes."""
    require_function("system.manage", by)
    list(Usage.objects.select_for_update().order_by(_ORDER, "subject"))
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for level, subject, used, reserved, files in _counted():
        found[level, subject] = (used, reserved, files)
    wrong: dict[str, tuple[int, int]] = {}
    known = {(row.level, row.subject): row for row in Usage.objects.all()}
    for key in found.keys() | known.keys():
        row = known.get(key) or Usage(level=key[0], subject=key[1])
        used, reserved, files = found.get(key, (0, 0, 0))
        if (row.used, row.reserved, row.files) != (used, reserved, files):
            wrong[f"{key[0]} {key[1]}"] = (row.used, used)
            row.used, row.reserved, row.files = used, reserved, files
            row.save()
    return wrong


def _counted() -> Iterator[tuple[str, str, int, int, int]]:
    kept = Q(ready_at__isnull=False, purged_at=None)
    under_way = Q(ready_at=None, refused_at=None)
    sums = {
        "used": Sum("size", filter=kept, default=0),
        "reserved": Sum("size", filter=under_way, default=0),
        "files": Count("id", filter=kept),
    }
    whole = File.objects.aggregate(**sums)
    yield Usage.Level.TENANT, current().key, int(whole["used"]), int(whole["reserved"]), int(whole["files"])
    for level, column, rows in (
        (Usage.Level.UNIT, "unit", File.objects.exclude(unit=None)),
        (
            Usage.Level.PERSON,
            "created_by_account",
            File.objects.filter(personal=True).exclude(created_by_account=None),
        ),
    ):
        for row in rows.values(column).annotate(**sums).order_by():
            yield level, str(row[column]), int(row["used"]), int(row["reserved"]), int(row["files"])


def _wanted(file: File) -> list[tuple[str, str]]:
    wanted = [(str(Usage.Level.TENANT), current().key)]
    if file.unit is not None:
        wanted.append((str(Usage.Level.UNIT), str(file.unit)))
    if file.personal and file.created_by_account is not None:
        wanted.append((str(Usage.Level.PERSON), str(file.created_by_account)))
    return wanted


def _subjects(file: File) -> Q:
    condition = Q(pk=None)
    for level, subject in _wanted(file):
        condition |= Q(level=level, subject=subject)
    return condition


def _locked(file: File) -> list[Usage]:
    rows = [Usage(level=level, subject=subject) for level, subject in _wanted(file)]
    Usage.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Usage.objects.select_for_update().filter(_subjects(file)).order_by(_ORDER))


def _save(rows: list[Usage]) -> None:
    Usage.objects.bulk_update(rows, ["used", "reserved", "files"])


def _fits(row: Usage, file: File, more: int) -> bool:
    match row.level:
        case Usage.Level.TENANT:
            limit = allowance.of_tenant()
        case Usage.Level.UNIT:
            limit = allowance.of_unit(UUID(row.subject))
        case _:
            limit = allowance.of_person(file.unit)
    return limit is None or row.used + row.reserved + more <= limit
