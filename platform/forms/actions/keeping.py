"""Records, kept: what forms' own acts and the acts of the floors above share. Each is called within an act.

Whoever calls has asked whether the actor may; the mask says what they may change. See forms.records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from django.utils.translation import gettext as _

from forms import company, words
from forms.actions import numbers
from forms.compiled import compiled
from forms.models import FormVersion, Record, RecordChange, RecordFile, SerialIssued, SerialRule, UniqueValue
from forms.record import (
    WHOLE,
    Around,
    Change,
    Mask,
    Outcome,
    OutsideMask,
    Problem,
    Values,
    begin,
    calculate,
    change,
    differences,
)
from forms.schema import CompiledForm, Field
from forms.showing import title_of
from kernel.actor import Actor
from kernel.policies import Conflict, Invalid, Refused

log = structlog.get_logger(__name__)


@dataclass
class Kept:
    """A record after a change: every single change, what is hidden now, and the numbers given."""

    record: Record
    changes: list[Change] = field(default_factory=list)
    hidden: set[tuple[str, str]] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)


def start_record(
    version: FormVersion,
    values: Mapping[str, Any],
    by: Actor,
    mask: Mask = WHOLE,
    *,
    submit: bool = False,
    matter: Any = None,
    step: str = "",
) -> Kept:
    """A new record by a version, begun with its defaults. `submit` also asks for everything that must hold.

    Raises Refused for changes outside the mask, Invalid with the problems by place.
    """
    form, now, around = compiled(version), datetime.now(UTC), company.around(by)
    row = Record(
        form_id=version.form_id,
        version=version,
        starter=by.person,
        starter_name=by.name[:150],
        department=company.department_of(by),
        unit=by.unit,
        matter=matter,
        created_at=now,
        updated_at=now,
    )
    outcome = _outcome(form, begin(form, around), values, around, mask, submit)
    # Against nothing, so that what a record began with stands in its history too.
    outcome.changes = [*_since_nothing(form, outcome.values)]
    _look_up(form, outcome, by)
    row.values = outcome.values
    row.title = title_of(form, outcome.values)
    row.save(force_insert=True)
    kept = Kept(row, outcome.changes, outcome.hidden)
    if submit:
        _submitted(row, now)
    _finish(form, kept, around, by, step, [SerialRule.Mode.EARLY, *([SerialRule.Mode.GAPLESS] if submit else [])])
    return kept


def change_record(
    row: Record,
    values: Mapping[str, Any],
    by: Actor,
    mask: Mask = WHOLE,
    rev: int | None = None,
    *,
    submit: bool = False,
    step: str = "",
) -> Kept:
    """Change a record. `rev` is the one that was looked at.

    Raises Conflict when the record is another by now, Refused for changes outside the mask (naming the fields),
    Invalid with the problems by place (`items.qty#<row>` in tables, `items.qty#@2` in the third row that was sent, where it is new).
    """
    row = Record.objects.select_for_update(of=("self",)).select_related("version", "form").get(pk=row.pk)
    if row.deleted_at is not None:
        raise Conflict(_("This record has been deleted meanwhile."))
    if rev is not None and row.rev != rev:
        raise Conflict(
            _("Somebody else has changed this record meanwhile. Reload it; what you typed is not saved yet.")
        )
    form, now, around = compiled(row.version), datetime.now(UTC), company.around(by, row)
    before = row.values
    outcome = _outcome(form, before, values, around, mask, submit)
    _look_up(form, outcome, by)
    kept = Kept(row, outcome.changes, outcome.hidden)
    is_sent_now = submit and row.status == Record.Status.DRAFT
    if not outcome.changes and not is_sent_now:
        return kept
    row.values, row.rev, row.updated_at = outcome.values, row.rev + 1, now
    row.title = title_of(form, outcome.values)
    if is_sent_now:
        _submitted(row, now)
    _finish(form, kept, around, by, step, [SerialRule.Mode.GAPLESS] if is_sent_now else [])
    return kept


def void_record(row: Record, by: Actor, reason: str) -> Record:
    """A record that does not count any more, with its numbers: they stay given and are listed as void."""
    row = Record.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.status != Record.Status.VOID:
        row.status, row.rev, row.updated_at = Record.Status.VOID, row.rev + 1, datetime.now(UTC)
        row.save(update_fields=["status", "rev", "updated_at"])
        UniqueValue.objects.filter(record=row).delete()
        for number in SerialIssued.objects.select_related("rule").filter(record=row, voided_at=None):
            numbers.void(number, by, reason)
    return row


def problems_by_place(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Sentences by place, as Invalid carries them: `total`, and `items.qty#<row>` for a cell."""
    found: dict[str, list[str]] = {}
    for one in problems:
        place = f"{one.path}#{one.row}" if one.row else one.path
        said = words.of_value(one.code, one.params)
        if said not in found.setdefault(place, []):
            found[place].append(said)
    return found


def _outcome(
    form: CompiledForm, before: Mapping[str, Any], sent: Mapping[str, Any], around: Around, mask: Mask, submit: bool
) -> Outcome:
    try:
        outcome = change(form, before, sent, around, mask, complete=submit)
    except OutsideMask as outside:
        raise Refused(
            " ".join(dict.fromkeys(words.of_value(one.code, one.params) for one in outside.refused))
        ) from outside
    if outcome.problems:
        raise Invalid(problems_by_place(outcome.problems))
    if outcome.drift:
        # Both sides calculate alike; if not, one of them is wrong, and we want to hear of it. No values in the log.
        log.warning("forms.drift", form=form.digest[:12], paths=sorted({path for path, *_ in outcome.drift}))
    return outcome


def _since_nothing(form: CompiledForm, values: Values) -> list[Change]:
    found = []
    for one in form.form.fields.values():
        value = values.get(one.key)
        if one.type == "table":
            cells = [{key: cell for key, cell in row.items() if key != "_id"} for row in value or ()]
            found += [Change(one.path, None, row, of["_id"]) for row, of in zip(cells, value or (), strict=True)]
        elif value is not None:
            found.append(Change(one.path, None, value))
    return found


def _look_up(form: CompiledForm, outcome: Outcome, by: Actor) -> None:
    """What changed values name must exist and be the actor's to use."""
    named = list(outcome.referred(form))
    gone = company.missing(((one.type, one.get("form", ""), key) for one, key, _row in named), by)
    problems = [Problem(one.path, "gone", {}, row) for one, key, row in named if (one.type, key) in gone]
    if problems:
        raise Invalid(problems_by_place(problems))


def _submitted(row: Record, now: datetime) -> None:
    row.status, row.submitted_at = Record.Status.SUBMITTED, now


def _finish(form: CompiledForm, kept: Kept, around: Around, by: Actor, step: str, modes: Sequence[str]) -> None:
    """History, files, unique values; then, last of all because counters stay locked until the end, the numbers."""
    row = kept.record
    _tell(kept, kept.changes, by, step)
    named = Outcome(row.values, changes=kept.changes).referred(form)
    files = {key for one, key, _row in named if one.type in ("file", "image", "signature")}
    if files:
        RecordFile.objects.bulk_create((RecordFile(record=row, file=key) for key in files), ignore_conflicts=True)
    _claim(form, kept)
    wanted = [one for one in form.form.fields.values() if one.type == "serial" and not row.values.get(one.key)]
    if wanted and modes:
        before = row.values
        _number(form, kept, around, wanted, modes)
        told = differences(form, before, row.values)
        _tell(kept, told, by, step)
        kept.changes += told
    row.save(update_fields=["values", "rev", "updated_at", "title", "status", "submitted_at"])


def _number(form: CompiledForm, kept: Kept, around: Around, wanted: Sequence[Field], modes: Sequence[str]) -> None:
    """Give numbers to the serial fields whose rule gives them now, and calculate what reads them."""
    rules = {
        one.key: one for one in SerialRule.objects.filter(key__in=[one.get("rule") for one in wanted], mode__in=modes)
    }
    row, day = kept.record, around.now.astimezone(around.zone).date()
    values = dict(row.values)
    # In one order for everybody, so that two who need the same two counters never wait for each other.
    for one in sorted(wanted, key=lambda one: str(one.get("rule"))):
        if rule := rules.get(one.get("rule")):
            values[one.key] = numbers.issue(rule, row, day).text
            kept.numbers.append(values[one.key])
    if kept.numbers:
        row.values = calculate(form, values, around).values
        row.title = title_of(form, row.values)


def _tell(kept: Kept, changes: Sequence[Change], by: Actor, step: str) -> None:
    row = kept.record
    RecordChange.objects.bulk_create(
        RecordChange(
            record=row, rev=row.rev, at=row.updated_at, person=by.person, name=by.name[:150], step=step[:100],
            path=one.path, row=one.row, old=one.old, new=one.new,
        )
        for one in changes
    )  # fmt: skip


def _claim(form: CompiledForm, kept: Kept) -> None:
    changed = {one.path for one in kept.changes}
    for one in form.form.fields.values():
        if not one.get("unique") or one.path not in changed:
            continue
        UniqueValue.objects.filter(record=kept.record, field=one.key).delete()
        value = kept.record.values.get(one.key)
        if value is None:
            continue
        digest = _digest(one, value)
        row = UniqueValue(form_id=kept.record.form_id, record=kept.record, field=one.key, digest=digest)
        UniqueValue.objects.bulk_create([row], ignore_conflicts=True)
        if not UniqueValue.objects.filter(pk=row.pk).exists():
            raise Invalid(problems_by_place([Problem(one.path, "taken")]))


def _digest(one: Field, value: Any) -> str:
    # Numbers are the same however many zeros follow; texts whatever their case.
    plain = value.rstrip("0").rstrip(".") if one.kind.feel == "number" and "." in value else value
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.casefold().encode()).hexdigest()
