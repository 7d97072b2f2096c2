"""The vendor's staff at the console: who has which role, and who signs in at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.actions import accounts
from kernel.accounts.models import Account
from kernel.web.access import actor_of, needs
from kernel.web.pages import page
from organization.views.sending import button, form_page
from provisioning import staff as staffing
from provisioning.actions import staff
from provisioning.forms_console import RoleForm, StaffForm
from tenants import rights


@require_GET
@needs(rights.STAFF)
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, their roles, and what each role lets them do."""
    shown = {
        "members": staffing.members(actor_of(request)),
        "roles": staffing.described(),
        "me": actor_of(request).account,
    }
    return page(request, "provisioning/console/staff.html", shown)


@require_http_methods(["GET", "POST"])
@needs(rights.STAFF)
def new_member(request: HttpRequest) -> HttpResponse:
    """Make an account; the first password is told in person and changed at the first sign-in."""

    def make(given: dict[str, Any]) -> Account:
        return accounts.create_account(
            given["username"], by=actor_of(request), name=given["name"], email=given["email"],
            password=given["password"], must_change_password=True,
        )  # fmt: skip

    return form_page(
        request, StaffForm(request.POST or None), make, title=_("New member of the staff"), crumbs=_crumbs(),
        to=lambda made: reverse("provisioning:staff_role", args=[made.pk]), back=reverse("provisioning:staff"),
        button=_("Make the account"), note=_("Then choose a role: without one nothing can be seen."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(rights.STAFF)
def new_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give somebody a role."""
    account = staffing.member(pk, for_=actor_of(request))
    return form_page(
        request, RoleForm(request.POST or None),
        lambda given: staff.appoint(account, given["role"], by=actor_of(request), now=_now()),
        title=_("Role for {name}").format(name=account), to=reverse("provisioning:staff"), crumbs=_crumbs(),
        button=_("Give the role"), said=_("The role holds from the next page on."),
    )  # fmt: skip


@require_POST
@needs(rights.STAFF)
def revocation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a role back."""
    return button(
        request, lambda: staff.revoke(pk, by=actor_of(request), now=_now()), to=reverse("provisioning:staff"),
        said=_("The role is taken back."),
    )  # fmt: skip


@require_POST
@needs(rights.STAFF)
def deactivation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch an account off: signed out everywhere, and no more signing in."""
    account, by = staffing.member(pk, for_=actor_of(request)), actor_of(request)
    return button(
        request, lambda: accounts.deactivate(account, by=by, reason=request.POST.get("reason", "")),
        to=reverse("provisioning:staff"), said=_("The account is switched off."),
    )  # fmt: skip


@require_POST
@needs(rights.STAFF)
def reactivation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody in again."""
    account, by = staffing.member(pk, for_=actor_of(request)), actor_of(request)
    return button(
        request, lambda: accounts.reactivate(account, by=by), to=reverse("provisioning:staff"),
        said=_("The account is switched on."),
    )  # fmt: skip


def _crumbs() -> list[tuple[object, str]]:
    return [(_("Staff"), reverse("provisioning:staff"))]


def _now() -> datetime:
    return datetime.now(UTC)
