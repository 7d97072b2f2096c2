"""A record: filled in, looked at, changed, printed, deleted. Every view of it is drawn by one renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forms import company, queries
from forms.actions import records
from forms.compiled import compiled
from forms.models import Form, FormVersion, Record
from forms.policies import FormPolicy, RecordPolicy
from forms.record import LOOKING, REFERENCES, WHOLE, begin, calculate
from forms.schema import CompiledForm, Field
from forms.showing import referred, shown
from forms.views.drawing import Drawing, names_of
from forms.views.sent import values_of
from kernel.actor import Actor
from kernel.policies import Conflict, Invalid, allowed, require
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast


@signed_in
def new(request: HttpRequest, form: UUID) -> HttpResponse:
    """An empty form, begun with what is known."""
    actor = actor_of(request)
    row = queries.form(form, for_=actor)
    require(FormPolicy.enter, (row, queries.rights_to(row, actor)), actor)
    assert row.current is not None, "an open form has a version"
    values = begin(compiled(row.current), company.around(actor))

    def keep(sent: Mapping[str, Any], submit: bool) -> Record:
        return records.start(row, by=actor, values=sent, submit=submit)

    return _entry(request, row, row.current, values, keep, 0)


@signed_in
def edit(request: HttpRequest, record: UUID) -> HttpResponse:
    """A record on its way to being another."""
    actor = actor_of(request)
    row = queries.record(record, for_=actor)
    require(RecordPolicy.edit, (row, queries.rights_to(row.form, actor)), actor)
    said = request.POST.get("rev", "")
    rev = int(said) if said.isdecimal() and len(said) < 10 else 0 if said else row.rev

    def keep(sent: Mapping[str, Any], submit: bool) -> Record:
        return records.change(row, by=actor, values=sent, rev=rev, submit=submit)

    # Whoever was too late stays too late until they have looked at the record as it is now.
    return _entry(request, row.form, row.version, row.values, keep, rev, row)


@signed_in
def record(request: HttpRequest, record: UUID) -> HttpResponse:
    """A record as it was filled in, with everything that changed since."""
    actor = actor_of(request)
    row = queries.record(record, for_=actor)
    form = compiled(row.version)
    hidden = frozenset(calculate(form, row.values, company.around(actor, row)).hidden)
    changes = list(queries.changes(row)[:200])
    context = {
        "record": row,
        "rows": Drawing(form, row.values, actor, LOOKING, hidden).rows("approval"),
        "changes": _told(row, changes),
        "may_edit": allowed(RecordPolicy.edit, (row, queries.rights_to(row.form, actor)), actor),
        "above": [
            (_("Forms"), reverse("oaform:forms")),
            (row.form.name, reverse("oaform:records", args=[row.form_id])),
        ],
    }
    return page(request, "oaform/record.html", context)


@signed_in
def printed(request: HttpRequest, record: UUID) -> HttpResponse:
    """A record on paper."""
    actor = actor_of(request)
    row = queries.record(record, for_=actor)
    form = compiled(row.version)
    hidden = frozenset(calculate(form, row.values, company.around(actor, row)).hidden)
    context = {"record": row, "rows": Drawing(form, row.values, actor, LOOKING, hidden).rows("print")}
    return page(request, "oaform/print.html", context)


@signed_in
@require_POST
def deletion(request: HttpRequest, record: UUID) -> HttpResponse:
    """Take a record away."""
    actor = actor_of(request)
    row = queries.record(record, for_=actor)
    to = reverse("oaform:records", args=[row.form_id])
    try:
        records.delete(row, by=actor, reason=request.POST.get("reason", ""))
        toast(request, _("The record is deleted."))
    except Invalid as wrong:
        toast(request, next(iter(wrong.errors.values()))[0], "error")
        to = reverse("oaform:record", args=[row.pk])
    return redirect_after(request, to)


def _entry(
    request: HttpRequest,
    form: Form,
    version: FormVersion,
    values: Mapping[str, Any],
    keep: Callable[[Mapping[str, Any], bool], Record],
    rev: int,
    row: Record | None = None,
) -> HttpResponse:
    actor, made, errors = actor_of(request), compiled(version), {}
    if request.method == "POST":
        sent = values_of(made.form.fields, request.POST)
        try:
            kept = keep(sent, "submit" in request.POST)
            toast(request, _("Submitted.") if kept.status == Record.Status.SUBMITTED else _("Saved as a draft."))
            return redirect_after(request, reverse("oaform:record", args=[kept.pk]))
        except Invalid as wrong:
            errors, values = (
                {key: [str(one) for one in found] for key, found in wrong.errors.items()},
                {**values, **_nameable(made, sent, values, actor)},
            )
        except Conflict as conflict:
            errors, values = {"": [str(conflict.words)]}, {**values, **_nameable(made, sent, values, actor)}
    around = company.around(actor, row)
    hidden = frozenset() if errors else frozenset(calculate(made, values, around).hidden)
    labels = {one.path: one.label for one in made.form.every()}
    context = {
        "form": form,
        "record": row,
        "rev": rev,
        "rows": Drawing(made, values, actor, WHOLE, hidden, errors, is_editing=True).rows("entry"),
        "plan": {**made.plan(), "around": around.names(), "fields": _client(made), "values": values},
        "problems": [
            (labels.get(place.partition("#")[0], ""), one) for place, found in errors.items() for one in found
        ],
        "above": [(_("Forms"), reverse("oaform:forms")), (form.name, reverse("oaform:records", args=[form.pk]))],
    }
    return page(request, "oaform/entry.html", context, status=422 if errors else 200)


def _nameable(made: CompiledForm, sent: Mapping[str, Any], before: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """What was typed, without references that are none or that the actor may not use: the page says what they are called."""
    cells = list(_references(made.form.fields, sent))
    known = {key for _kind, key in referred(made, before)}
    asked = {(one.type, one.get("form", ""), key) for one, key in cells if company.is_key(key) and key not in known}
    gone = company.missing(asked, actor)

    def clean(one: Field, value: Any) -> Any:
        if one.type == "table":
            return [
                {name: clean(one.columns[name], cell) if name in one.columns else cell for name, cell in row.items()}
                for row in value
            ]
        if one.type not in REFERENCES:
            return value
        kept = [key for key in _several(value) if company.is_key(key) and (one.type, key) not in gone]
        return kept if isinstance(value, list) else next(iter(kept), None)

    return {key: clean(made.form.fields[key], value) for key, value in sent.items()}


def _references(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for name, value in values.items():
        one = fields.get(name)
        if one is not None and one.type == "table":
            for row in value:
                yield from _references(one.columns, row)
        elif one is not None and one.type in REFERENCES:
            for key in _several(value):
                yield one, key


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _client(made: Any) -> dict[str, Any]:
    """Of each field what the browser needs to read and write it."""
    return {
        one.path: {
            "type": one.type,
            "many": one.is_many,
            "scale": one.get("scale", 2 if one.type == "money" else None),
            "keep": bool(one.get("keep")),
            "totals": one.get("totals", []),
        }
        for one in made.form.every()
    }


def _told(row: Record, changes: list[Any]) -> list[dict[str, Any]]:
    """Changes in words: who, when, which field, from what to what."""
    form = compiled(row.version)
    places = {one.path: one for one in form.form.every()}
    wanted = [
        (places[one.path].type, key)
        for one in changes
        if one.path in places
        for value in (one.old, one.new)
        for key in (value if isinstance(value, list) else [value])
        if isinstance(key, str)
    ]
    names = names_of((kind, key) for kind, key in wanted if len(key) == 36)
    told = []
    for one in changes:
        of = places.get(one.path)
        if of is None:
            continue
        if of.type == "table":
            came = one.old is None
            row_of = one.new if came else one.old
            text = "，".join(
                f"{column.label} {shown(column, row_of.get(key))}"
                for key, column in of.columns.items()
                if isinstance(row_of, dict) and row_of.get(key) is not None
            )
            told.append(
                {
                    "change": one,
                    "label": of.label,
                    "old": "" if came else text,
                    "new": text if came else "",
                    "row": True,
                }
            )
        else:
            told.append(
                {"change": one, "label": of.label, "old": shown(of, one.old, names), "new": shown(of, one.new, names)}
            )
    return told
