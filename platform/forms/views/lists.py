"""Which forms there are to fill in, and the records of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forms import queries
from forms.models import Form, Record
from forms.policies import FormPolicy
from kernel.policies import allowed, require
from kernel.web.access import actor_of, signed_in
from kernel.web.lists import Choice, Column, List

FORMS = List(
    "forms.forms",
    columns=(
        Column(
            "name", _("Name"), "name", sort="name", main=True, url=lambda row: reverse("oaform:records", args=[row.pk])
        ),
        Column("note", _("what it is for"), "note", width="long"),
        Column("version", _("Version"), lambda row: row.current.number if row.current else None, "number", phone=False),
    ),
    search=("name__icontains", "key__icontains"),
    order="name",
    exports=False,
    empty_title=_("No forms yet"),
    empty_text=_("Forms that you may fill in or look through stand here once an administrator has published them."),
)


def _state(row: Record) -> tuple[Any, str]:
    kinds = {Record.Status.DRAFT: "", Record.Status.SUBMITTED: "good", Record.Status.VOID: "bad"}
    return row.get_status_display(), kinds[Record.Status(row.status)]


RECORDS = List(
    "forms.records",
    columns=(
        Column(
            "title", _("Record"), lambda row: row.title or str(_("Untitled")), main=True,
            url=lambda row: reverse("oaform:record", args=[row.pk]),
        ),
        Column("state", _("State"), _state, "state"),
        Column("starter", _("filled in by"), "starter_name"),
        Column("updated", _("Changed"), "updated_at", "moment", sort="updated_at"),
    ),
    filters=(Choice("state", _("All states"), "status", choices=Record.Status.choices),),
    search=("title__icontains", "starter_name__icontains"),
    order="-updated",
    empty_title=_("No records yet"),
    empty_text=_("What is filled in with this form stands here."),
)  # fmt: skip


@signed_in
def forms(request: HttpRequest) -> HttpResponseBase:
    """The forms that somebody has to do with."""
    return FORMS.answer(request, queries.forms_visible_to(actor_of(request)), title=_("Forms"))


@signed_in
def records(request: HttpRequest, form: UUID) -> HttpResponseBase:
    """The records of a form that somebody may look at."""
    actor = actor_of(request)
    row: Form = queries.form(form, for_=actor)
    rights = queries.rights_to(row, actor)
    if request.GET.get("export"):
        require(FormPolicy.export, (row, rights), actor)
    return RECORDS.answer(
        request,
        queries.records_of(row, for_=actor),
        title=row.name,
        context={
            "crumbs": [(str(_("Forms")), reverse("oaform:forms"))],
            "page_actions": [{"title": _("Fill in"), "url": reverse("oaform:new", args=[row.pk]), "is_primary": True}]
            if allowed(FormPolicy.enter, (row, rights), actor)
            else [],
        },
    )
