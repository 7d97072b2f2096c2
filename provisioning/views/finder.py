"""Which site was mine? Told by mail to the address itself, and to nobody else."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kernel.accounts import pictures
from kernel.accounts.views.requests import now_of, visitor
from kernel.accounts.views.signing import kept
from kernel.config.environment import environment
from kernel.ports import tenancy
from kernel.scope import PUBLIC, after_commit_outside
from kernel.web.access import open_to_all
from kernel.web.pages import page, redirect_after
from provisioning import limits, slugs, tasks
from provisioning.actions import signups
from provisioning.forms import EmailForm, KnownSiteForm
from provisioning.views.leaving import leads_to_sites
from provisioning.views.signup import DOMAIN, PLAIN
from tenants import hosts


@never_cache
@leads_to_sites
@require_http_methods(["GET", "POST"])
@open_to_all("whoever looks for the sign-in is not signed in")
def find(request: HttpRequest) -> HttpResponse:
    """Go to a known site, or have the sites of an address mailed to it."""
    known = KnownSiteForm(request.GET if "site" in request.GET else None)
    if known.is_bound and known.is_valid():
        goal = _sign_in_at(known.cleaned_data["site"])
        if goal:
            return redirect_after(request, goal)
        known.add_error(
            "site", _("There is no site at this address. Check how it is spelled, or have it mailed to you.")
        )
    form, sent, needed = EmailForm(request.POST or None), False, False
    if form.is_bound and form.is_valid():
        sent, needed = _mail(request, form)
    # The first question of the page is the site, not the address.
    form.fields["email"].widget.attrs.pop("autofocus", None)
    drawn = pictures.draw(request.session) if needed else ""
    shown = {"form": form, "known": known, "sent": sent, "picture": drawn, "domain": DOMAIN}
    status = 422 if form.errors or known.errors else 200
    return kept(page(request, "provisioning/signup/find.html", shown, status, shell=PLAIN))


def _mail(request: HttpRequest, form: EmailForm) -> tuple[bool, bool]:
    """(whether a mail was ordered, whether a picture must be read first)."""
    email, typed = form.cleaned_data["email"].strip(), form.cleaned_data["picture"]
    by, now = visitor(request), now_of(request)
    try:
        validate_email(email)
    except ValidationError:
        form.add_error("email", _("This is not an e-mail address. It looks like name@company.cn."))
        return False, False
    verdict = limits.ask(now, find_address=by.address, find_email=email)
    if verdict.refused:
        form.add_error("email", _("This was asked too often. Please look into your mail, or try again in an hour."))
        return False, False
    if verdict.picture and not (typed and pictures.is_read(request.session, typed)):
        form.add_error("picture", _("Please type the characters you see in the picture."))
        return False, True
    signups.note_use(by=by, now=now, find_address=by.address, find_email=email)
    # The same answer in the same time, known or not: who is found is the worker's business.
    language = get_language() or settings.LANGUAGE_CODE
    after_commit_outside(lambda: tasks.find_sites.send(PUBLIC, email, language))
    return True, False


def _sign_in_at(typed: str) -> str:
    slug = slugs.clean(typed)
    place = hosts.find(f"{slug}.{environment.base_domain}") if slug else None
    if place is None or place.purpose != "tenant" or not place.is_open:
        return ""
    return tenancy().address(place.scope, settings.LOGIN_URL)
