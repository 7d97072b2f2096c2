"""Reorganisations, export and import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.web.access import actor_of, needs
from kernel.web.pages import page
from organization import queries
from organization.actions import changesets, exchange
from organization.excel.writing import workbook
from organization.forms import ChangeSetForm, StepForm, WorkbookForm, found
from organization.models import ChangeSet, ChangeStep, Department, Person, Post, Unit
from organization.queries.plans import preview
from organization.views.sending import button, form_page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("organization.manage")
def change_sets(request: HttpRequest) -> HttpResponse:
    """All reorganisations, newest first."""
    rows = queries.change_sets_visible_to(actor_of(request)).prefetch_related("steps")[:100]
    return page(request, "organization/changesets.html", {"change_sets": rows})


@needs("organization.manage")
def new_change_set(request: HttpRequest) -> HttpResponse:
    """Begin a reorganisation."""
    actor, to = actor_of(request), reverse("organization:changesets")
    form = ChangeSetForm(request.POST or None, initial={"effective_on": timezone.localdate()})
    return form_page(
        request, form, lambda given: changesets.draft_change_set(by=actor, **given), title=_("New reorganisation"),
        to=_url, crumbs=[(_("Reorganisations"), to)], back=to, said=_("Now write down what changes, step by step."),
    )  # fmt: skip


@needs("organization.manage")
def change_set(request: HttpRequest, key: UUID) -> HttpResponse:
    """One reorganisation: its steps, what they would do, and the next step (POST)."""
    actor = actor_of(request)
    row = queries.change_set(key, for_=actor)
    steps = list(row.steps.select_related("department", "person", "unit", "post"))
    made = [(str(one.pk), one.name) for one in steps if one.kind == ChangeStep.Kind.CREATE]
    names = dict(
        Department.objects.filter(pk__in=[one.target for one in steps if one.target]).values_list("pk", "name")
    )
    names |= {UUID(one): name for one, name in made}

    asked = request.GET.get("kind", "")
    kind = asked if asked in ChangeStep.Kind.values else ChangeStep.Kind.RENAME.value

    def do(given: dict[str, Any]) -> ChangeStep:
        target = UUID(given["made"]) if given.get("made") else given.get("target")
        nouns: dict[str, Any] = {"department": Department, "person": Person, "unit": Unit, "post": Post}
        things = {name: found(noun.objects, given.get(name)) for name, noun in nouns.items()}
        return changesets.add_step(row, by=actor, kind=kind, name=given.get("name", ""), target=target, **things)

    return form_page(
        request, StepForm(actor, kind, made, request.POST or None), do, title=row.name, to=f"{_url(row)}?kind={kind}",
        crumbs=[(_("Reorganisations"), reverse("organization:changesets"))], button=_("Add the step"),
        said=_("The step is added."), template="organization/changeset.html", change_set=row,
        steps=[(one, names.get(one.target) if one.target else None) for one in steps],
        kinds=[
            {"title": title, "url": f"?kind={one}#next-step", "is_current": one == kind}
            for one, title in ChangeStep.Kind.choices
        ],
        preview=preview(row) if row.is_open and steps else None,
    )  # fmt: skip


@needs("organization.manage")
@require_POST
def step_removal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Strike a step out."""
    actor = actor_of(request)
    step = queries.change_step(key, for_=actor)
    to = _url(step.change_set)
    return button(request, lambda: changesets.remove_step(step, by=actor), to=to, said=_("The step is struck out."))


@needs("organization.manage")
@require_POST
def application(request: HttpRequest, key: UUID) -> HttpResponse:
    """Apply it now."""
    actor, row = actor_of(request), queries.change_set(key, for_=actor_of(request))
    said = _("The reorganisation is in force.")
    return button(request, lambda: changesets.apply_change_set(row, by=actor), to=_url(row), said=said)


@needs("organization.manage")
@require_POST
def scheduling(request: HttpRequest, key: UUID) -> HttpResponse:
    """Have it applied on its day."""
    actor, row = actor_of(request), queries.change_set(key, for_=actor_of(request))
    said = _("It will be applied by itself on %(day)s.") % {"day": row.effective_on}
    return button(request, lambda: changesets.schedule_change_set(row, by=actor), to=_url(row), said=said)


@needs("organization.manage")
@require_POST
def withdrawal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give it up."""
    actor, row = actor_of(request), queries.change_set(key, for_=actor_of(request))
    said = _("The reorganisation is withdrawn.")
    return button(request, lambda: changesets.withdraw_change_set(row, by=actor), to=_url(row), said=said)


@needs("organization.exchange")
def imports(request: HttpRequest) -> HttpResponse:
    """Export, the template, and reading a file (POST)."""
    actor = actor_of(request)

    def do(given: dict[str, Any]) -> Any:
        file = given["file"]
        return exchange.read_workbook(file, by=actor, name=file.name, size=file.size)

    form = WorkbookForm(request.POST or None, request.FILES or None)
    return form_page(
        request, form, do, title=_("Import and export"), said=_("The file is read. Nothing is changed yet."),
        to=lambda run: reverse("organization:import_run", args=[run.pk]), back="", button=_("Read the file"),
        template="organization/imports.html", runs=queries.import_runs_visible_to(actor)[:20],
    )  # fmt: skip


@needs("organization.exchange")
def import_run(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file would change or has changed; while it runs, how far it is."""
    row = queries.import_run(key, for_=actor_of(request))
    context = {"run": row, "percent": exchange.progress_of(row), "counts": _counts(row.counts)}
    return page(request, "organization/import.html", context)


@needs("organization.exchange")
def import_progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """The line of progress alone."""
    row = queries.import_run(key, for_=actor_of(request))
    return page(request, "organization/importprogress.html", {"run": row, "percent": exchange.progress_of(row)})


@needs("organization.exchange")
@require_POST
def import_start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Import a file that was looked at."""
    actor, row = actor_of(request), queries.import_run(key, for_=actor_of(request))
    to = reverse("organization:import_run", args=[row.pk])
    return button(request, lambda: exchange.start_import(row, by=actor), to=to, said=_("The import has started."))


@needs("organization.exchange")
def export(request: HttpRequest) -> HttpResponse:
    """The whole organisation as a workbook."""
    content = exchange.export_organization(by=actor_of(request))
    return _file(content, f"{queries.group_info()} {timezone.localdate():%Y-%m-%d}.xlsx")


@needs("organization.exchange")
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    content, _rows = workbook(template=True)
    return _file(content, _("Organisation template.xlsx"))


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _counts(counts: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    titles = {
        "units": _("Units"), "departments": _("Departments"), "posts": _("Posts"), "levels": _("Levels"),
        "accounts": _("Sign-ins"), "people": _("People"), "positions": _("Positions"),
    }  # fmt: skip
    return [(titles.get(noun, noun), number) for noun, number in counts.items()]


def _url(row: ChangeSet) -> str:
    return reverse("organization:changeset", args=[row.pk])
