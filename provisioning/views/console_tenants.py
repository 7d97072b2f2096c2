"""Tenants at the console: the list, one of them, and what is done to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.policies import allowed
from kernel.web.access import actor_of, needs
from kernel.web.lists import Column, Dates, List, Tabbed, View
from kernel.web.pages import page
from kernel.web.templatetags.ui import size
from organization.views.sending import button, form_page
from provisioning import states
from provisioning.forms_console import ContractForm, ConversionForm, ModuleForm
from tenants import register, rights
from tenants.actions import contracts, life
from tenants.models import Domain, Tenant
from tenants.policies import TenantPolicy


def _until(row: Tenant) -> datetime | None:
    return row.expires_at if row.is_open else None


def _name(row: Any) -> SafeString:
    return format_html('{} <span class="faint">{}</span>', row, row.domain or "")


TENANTS = List(
    "provisioning.tenants",
    source=lambda actor: register.with_domain(register.visible_to(actor)),
    columns=(
        Column("name", gettext_lazy("Company"), str, sort="name", main=True, cell=_name,
               url=lambda row: reverse("provisioning:tenant", args=[row.pk])),
        Column("domain", gettext_lazy("Address"), "domain", sort="domain", width="long", phone=False, shown=False),
        Column("state", gettext_lazy("State"), lambda row: (states.word(row.state), states.shape(row.state)), "state"),
        Column("until", gettext_lazy("Until"), _until, "moment", sort="expires_at"),
        Column("accounts", gettext_lazy("Number of accounts"), "accounts", "number", sort="accounts", phone=False),
        Column("size", gettext_lazy("Size"), "bytes_used", "number", sort="bytes_used", phone=False,
               cell=lambda row: size(row.bytes_used)),
        Column("seen", gettext_lazy("Last visit"), "last_seen_at", "moment", sort="last_seen_at", phone=False),
        Column("seats", gettext_lazy("Seats"), "seats", "number", sort="seats", phone=False, shown=False),
        Column("since", gettext_lazy("Since"), "claimed_at", "moment", sort="pk", phone=False),
    ),
    filters=(
        Tabbed("state", gettext_lazy("State"), default="companies", choices=states.views,
               narrow=lambda rows, view: register.in_states(rows, states.states_of(view))),
        Dates("claimed_at", gettext_lazy("Since")),
        Dates("expires_at", gettext_lazy("Until")),
    ),
    search=register.saying,
    search_words=gettext_lazy("Company or address"),
    order="-since",
    views=[View(title, f"state={name}" if name else "") for name, title in states.views()],
    counts=lambda actor: states.counted(register.by_state(actor)),
    empty_title=gettext_lazy("No company is in this state."),
)  # fmt: skip


@require_GET
@needs(rights.SEE)
def listing(request: HttpRequest) -> HttpResponseBase:
    """Companies by state and text, the newest first."""
    return TENANTS.answer(request, title=_("Tenants"))


@require_GET
@needs(rights.SEE)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one company that is the vendor's to know."""
    actor = actor_of(request)
    tenant = register.tenant(pk, for_=actor)
    shown = {
        "tenant": tenant,
        "crumbs": _crumbs(tenant)[:1],
        "word": states.word(tenant.state),
        "shape": states.shape(tenant.state),
        "next": states.next_words(tenant),
        "doings": states.doings(tenant) if allowed(TenantPolicy.manage, tenant, actor) else frozenset(),
        "may_erase": allowed(TenantPolicy.erase, tenant, actor),
        "domains": list(Domain.objects.filter(tenant=tenant).order_by("-is_primary", "domain")),
        "grants": [
            (grant, contracts.licences().get(grant.licence, grant.licence))
            for grant in tenant.grants.order_by("licence")
        ],
        "has_modules": bool(contracts.licences()),
        "history": states.told(register.history(tenant, actor)),
        "stored": states.stored(tenant),
    }
    return page(request, "provisioning/console/tenant.html", shown)


@require_POST
@needs(rights.TENANTS)
def suspension(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a site at once."""
    tenant, by = _of(request, pk)
    said = _("The site is closed. Open pages lose their connection now, everybody else gets the closed page.")
    return button(
        request, lambda: life.suspend(tenant, by=by, reason=_reason(request), now=_now()), to=_page(tenant), said=said
    )


@require_POST
@needs(rights.TENANTS)
def resumption(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a suspended site again."""
    tenant, by = _of(request, pk)
    return button(
        request, lambda: life.resume(tenant, by=by, reason=_reason(request), now=_now()), to=_page(tenant),
        said=_("The site is open again."),
    )  # fmt: skip


@require_POST
@needs(rights.ERASE)
def erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Order the erasure."""
    tenant, by = _of(request, pk)
    return button(
        request, lambda: life.order_erasure(tenant, by=by, reason=_reason(request), now=_now()), to=_page(tenant),
        said=_("The site is closed and will be erased. Until the day named here the order can be taken back."),
    )  # fmt: skip


@require_POST
@needs(rights.ERASE)
def withdrawal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the order back."""
    tenant, by = _of(request, pk)
    return button(
        request, lambda: life.take_back(tenant, by=by, reason=_reason(request), now=_now()), to=_page(tenant),
        said=_("Nothing will be erased. The site is suspended; resume it when the company is to get in again."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(rights.TENANTS)
def conversion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is paid, until a day or for good."""
    tenant, by = _of(request, pk)
    return form_page(
        request, ConversionForm(request.POST or None),
        lambda given: life.convert(tenant.pk, by=by, now=_now(), **given), title=_("Contract of {name}").format(name=tenant),
        to=_page(tenant), crumbs=_crumbs(tenant), button=_("Make it a paid contract"),
        note=_("Everything that was to happen by itself (reminders, grace, read-only) is off."),
        said=_("The contract holds from now on."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(rights.TENANTS)
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Seats and storage."""
    tenant, by = _of(request, pk)
    return form_page(
        request, ContractForm(request.POST or None, initial=ContractForm.said(tenant)),
        lambda given: contracts.change(tenant, by=by, **given), title=_("Seats and storage of {name}").format(name=tenant),
        to=_page(tenant), crumbs=_crumbs(tenant),
        note=_("What is there already stays; more is refused once the limit is reached."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(rights.TENANTS)
def new_module(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a module."""
    tenant, by = _of(request, pk)
    return form_page(
        request, ModuleForm(request.POST or None),
        lambda given: contracts.grant(tenant, by=by, now=_now(), **given),
        title=_("Module for {name}").format(name=tenant), to=_page(tenant), crumbs=_crumbs(tenant), button=_("Grant"),
    )  # fmt: skip


@require_POST
@needs(rights.TENANTS)
def module_removal(request: HttpRequest, pk: UUID, grant: UUID) -> HttpResponse:
    """Take a module back."""
    tenant, by = _of(request, pk)
    return button(
        request, lambda: contracts.revoke(tenant, grant, by=by), to=_page(tenant),
        said=_("The module is taken back: its pages are closed, its data stays."),
    )  # fmt: skip


def _of(request: HttpRequest, pk: UUID) -> tuple[Tenant, Any]:
    return register.tenant(pk, for_=actor_of(request)), actor_of(request)


def _page(tenant: Tenant) -> str:
    return reverse("provisioning:tenant", args=[tenant.pk])


def _crumbs(tenant: Tenant) -> list[tuple[object, str]]:
    return [(_("Tenants"), reverse("provisioning:tenants")), (str(tenant), _page(tenant))]


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _now() -> datetime:
    return datetime.now(UTC)
