"""Forms: created, drawn, published, stopped; rights to their records given and taken. A version never changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from forms import events, words
from forms.compiled import compiled
from forms.models import Form, FormGrant, FormVersion, SerialRule
from forms.policies import FormPolicy
from forms.schema import CompiledForm, Difference, SchemaFault, check_form, compare, compile_form
from forms.schema.compiling import has_type, kind_of
from forms.schema.properties import key as key_fault
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require

#: A definition as JSON; more is no form that people fill in.
LARGEST = 1_000_000
BLANK: dict[str, Any] = {"v": 1, "fields": {}}


@act
def create_form(*, by: Actor, key: str, name: str, note: str = "", schema: Mapping[str, Any] | None = None) -> Form:
    """A form with a draft and no version yet. Raises Refused, and Invalid for a key that is none or is taken."""
    require(FormPolicy.design, None, by)
    key = key.strip()
    if key_fault(key):
        raise Invalid({"key": [_("A key begins with a letter and holds letters, digits and _, up to 40 characters.")]})
    if Form.objects.filter(key=key).exists():
        raise Invalid({"key": [_("Another form has this key already.")]})
    if not name.strip() or len(name.strip()) > 100:
        raise Invalid({"name": [_("Give the form a name of up to 100 characters.")]})
    form = Form(
        key=key, name=name.strip(), note=note.strip()[:300], draft=_sized(schema or BLANK), created_at=datetime.now(UTC)
    )
    form.save(force_insert=True)
    record(events.FormCreated, form, by=by, after={"key": key, "name": form.name})
    return form


@act
def save_draft(
    form: Form, *, by: Actor, schema: Mapping[str, Any], rev: int, name: str | None = None, note: str | None = None
) -> tuple[Form, tuple[SchemaFault, ...]]:
    """Keep what the designer has; faults are answered, not refused. Raises Conflict when somebody saved meanwhile."""
    require(FormPolicy.design, form, by)
    form = Form.objects.select_for_update().get(pk=form.pk)
    if form.draft_rev != rev:
        raise Conflict(_("Somebody else has changed this draft meanwhile. Reload it; your changes are not saved yet."))
    form.draft, form.draft_rev = _sized(schema), rev + 1
    if name is not None:
        if not name.strip() or len(name.strip()) > 100:
            raise Invalid({"name": [_("Give the form a name of up to 100 characters.")]})
        form.name = name.strip()
    if note is not None:
        form.note = note.strip()[:300]
    form.save(update_fields=["draft", "draft_rev", "name", "note"])
    found = faults_of(form.draft)
    record(events.FormDrawn, form, by=by, faults=len(found))
    return form, found


@act
def publish(form: Form, *, by: Actor, rev: int | None = None, note: str = "") -> FormVersion:
    """The draft becomes a version, and new records are made by it; those there are stay on theirs.

    Raises Refused, Invalid with every fault at its place, Conflict where `rev` is not the draft that was looked at.
    """
    require(FormPolicy.design, form, by)
    form = Form.objects.select_for_update(of=("self",)).select_related("current").get(pk=form.pk)
    if rev is not None and form.draft_rev != rev:
        raise Conflict(_("Somebody else has changed this draft meanwhile. Look at it again before publishing."))
    found = faults_of(form.draft)
    if found:
        raise Invalid(by_path(found))
    made = compile_form(form.draft)
    before = form.current
    if before is not None and before.digest == made.digest:
        form.stopped_at = None
        form.save(update_fields=["stopped_at"])
        return before
    last = FormVersion.objects.filter(form=form).aggregate(last=Max("number"))["last"] or 0
    version = FormVersion(
        form=form,
        number=last + 1,
        digest=made.digest,
        schema=form.draft,
        note=note.strip()[:300],
        published_at=datetime.now(UTC),
        published_by=by.name[:150],
    )
    version.save(force_insert=True)
    form.current, form.stopped_at = version, None
    form.save(update_fields=["current", "stopped_at"])
    changed = [words.of_difference(one) for one in differences(form, before)][:100]
    record(events.FormPublished, form, by=by, version=version.number, digest=version.digest, changed=changed)
    return version


@act
def stop(form: Form, *, by: Actor) -> Form:
    """Let no new records be made; what is there stays."""
    require(FormPolicy.design, form, by)
    if form.stopped_at is None:
        form.stopped_at = datetime.now(UTC)
        form.save(update_fields=["stopped_at"])
        record(events.FormStopped, form, by=by)
    return form


@act
def grant(form: Form, *, by: Actor, principal: str, right: str) -> FormGrant:
    """Give a right to a form's records. Given twice it is there once. Raises Refused, Invalid."""
    require(FormPolicy.design, form, by)
    if right not in FormGrant.Right.values:
        raise Invalid({"right": [_("There is no such right.")]})
    if principal != "all" and (":" not in principal or len(principal) > 60):
        raise Invalid({"principal": [_("Choose who gets the right.")]})
    row = FormGrant.objects.filter(form=form, principal=principal, right=right).first()
    if row is None:
        now = datetime.now(UTC)
        row = FormGrant(form=form, principal=principal, right=right, granted_at=now, granted_by=by.name[:150])
        row.save(force_insert=True)
        record(events.FormGranted, form, by=by, principal=principal, right=right)
    return row


@act
def revoke(given: FormGrant, *, by: Actor) -> None:
    """Take a right away."""
    require(FormPolicy.design, given.form, by)
    record(events.FormRevoked, given.form, by=by, principal=given.principal, right=given.right)
    given.delete()


def faults_of(schema: Mapping[str, Any]) -> tuple[SchemaFault, ...]:
    """Everything that keeps a definition from being published: its own faults, then numberings and other forms."""
    found = check_form(schema)
    return found or tuple(_abroad(compile_form(schema)))


def differences(form: Form, since: FormVersion | None) -> list[Difference]:
    """What a form's draft changes against a version."""
    return compare(since.schema if since is not None else BLANK, form.draft)


def by_path(faults: tuple[SchemaFault, ...]) -> dict[str, list[str]]:
    """Sentences by path, as Invalid carries them."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.path, []).append(words.of_fault(fault))
    return found


def _abroad(made: CompiledForm) -> list[SchemaFault]:
    """What a definition names outside itself must be there."""
    found = []
    for one in made.form.every():
        place = f"fields.{one.table}.fields.{one.key}" if one.table else f"fields.{one.key}"
        if one.type == "serial" and not SerialRule.objects.filter(key=one.get("rule")).exists():
            found.append(SchemaFault("unknown-rule", f"{place}.rule", {"key": one.get("rule")}))
        if one.type != "record":
            continue
        other = Form.objects.select_related("current").filter(key=one.get("form")).first()
        if other is None or other.current is None:
            found.append(SchemaFault("unknown-form", f"{place}.form", {"key": one.get("form")}))
            continue
        theirs = compiled(other.current).form.fields
        beside = made.form.fields[one.table].columns if one.table else made.form.fields
        for own, name in one.get("bring", {}).items():
            of = theirs.get(name)
            if of is None or not of.kind.has_value or of.type == "table" or not has_type(beside[own], kind_of(of)):
                found.append(SchemaFault("bring-type", f"{place}.bring", {"own": own, "key": name}))
    return found


def _sized(schema: Mapping[str, Any]) -> dict[str, Any]:
    if len(json.dumps(schema, ensure_ascii=False)) > LARGEST:
        raise Invalid({"schema": [_("The form is too large. Split it.")]})
    return dict(schema)
