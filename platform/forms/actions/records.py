"""Records of forms without a flow: begun, changed, submitted, deleted by people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from forms import events, queries
from forms.actions import keeping
from forms.actions.keeping import Kept
from forms.models import Form, Record, UniqueValue
from forms.policies import FormPolicy, RecordPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require


@act
def start(form: Form, *, by: Actor, values: Mapping[str, Any], submit: bool = False) -> Record:
    """A new record by the form's current version; a draft until it is submitted. Raises Refused, Invalid."""
    form = Form.objects.select_related("current").get(pk=form.pk)
    require(FormPolicy.enter, (form, queries.rights_to(form, by)), by)
    assert form.current is not None, "an open form has a version"
    kept = keeping.start_record(form.current, values, by, submit=submit)
    paths = _paths(kept)
    record(events.RecordCreated, kept.record, by=by, form=form.key, fields=paths)
    if submit:
        _say_submitted(kept, by, paths)
    return kept.record


@act
def change(row: Record, *, by: Actor, values: Mapping[str, Any], rev: int, submit: bool = False) -> Record:
    """Change a record; `submit` sends a draft. Raises Refused, Invalid, Conflict where it is another by now."""
    require(RecordPolicy.edit, (row, queries.rights_to(row.form, by)), by)
    # What has been submitted stays complete.
    complete = submit or row.status == Record.Status.SUBMITTED
    was_draft = row.status == Record.Status.DRAFT
    kept = keeping.change_record(row, values, by, rev=rev, submit=complete)
    if complete and was_draft:
        _say_submitted(kept, by, _paths(kept))
    elif kept.changes:
        record(events.RecordChanged, kept.record, by=by, form=row.form.key, rev=kept.record.rev, fields=_paths(kept))
    return kept.record


@act
def delete(row: Record, *, by: Actor, reason: str = "") -> None:
    """Take a record away: a draft by its maker, others by whoever may change all, with a reason. Its numbers are voided."""
    require(RecordPolicy.edit, (row, queries.rights_to(row.form, by)), by)
    if row.status == Record.Status.SUBMITTED and not reason.strip():
        raise Invalid({"reason": [_("Say why the record is deleted.")]})
    row = Record.objects.select_for_update(of=("self",)).select_related("form").get(pk=row.pk)
    if row.deleted_at is not None:
        return
    keeping.void_record(row, by, reason or _("Draft deleted"))
    row.refresh_from_db()
    row.deleted_at = datetime.now(UTC)
    row.save(update_fields=["deleted_at"])
    UniqueValue.objects.filter(record=row).delete()
    record(events.RecordDeleted, row, by=by, form=row.form.key, reason=reason.strip())


def _say_submitted(kept: Kept, by: Actor, paths: list[str]) -> None:
    row = kept.record
    record(events.RecordSubmitted, row, by=by, form=row.form.key, rev=row.rev, fields=paths, numbers=kept.numbers)


def _paths(kept: Kept) -> list[str]:
    return sorted({one.path for one in kept.changes})
