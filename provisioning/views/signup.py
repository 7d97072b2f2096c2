"""Signing up: three screens, then the making of the site. Each can be reloaded, gone back to and sent twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts import passwords, pictures
from kernel.accounts.models import Account
from kernel.accounts.views.requests import now_of, show_errors, visitor
from kernel.accounts.views.signing import kept
from kernel.config.environment import environment
from kernel.policies import Invalid
from kernel.web.access import open_to_all
from kernel.web.pages import Shell, page, redirect_after
from provisioning import creating, proposing, slugs
from provisioning.actions import signups
from provisioning.forms import AdministratorForm, CodeForm, CompanyForm, EmailForm
from provisioning.models import SignUp
from provisioning.views import signupkey
from provisioning.views.leaving import leads_to_sites

VISITORS = "whoever signs up has no account yet"
#: One question at a time, without the public site around it.
PLAIN: Shell = "plain"
STEPS = {"email": 1, "code": 1, "company": 2, "administrator": 3}
DOMAIN = f".{environment.base_domain}{environment.port_suffix}"


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(VISITORS)
def email(request: HttpRequest) -> HttpResponse:
    """Screen one: an address, and a code sent to it."""
    signup = signupkey.found(request)
    if signup is not None and signup.state == SignUp.State.SUBMITTED:
        return redirect_after(request, signupkey.where(signup))
    if request.method == "POST":
        return _send_code(request)
    signupkey.ready(request)
    if signup is None or not signup.email or ("other" in request.GET and not signup.is_verified):
        return _email_page(request, EmailForm(initial={"email": signup.email if signup else ""}), signup)
    return _code_page(request, CodeForm(), signup)


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(VISITORS)
def code(request: HttpRequest) -> HttpResponse:
    """The second half of screen one: the code from the mail. A wrong try is counted, whatever is answered."""
    signup = signupkey.found(request)
    form = CodeForm(request.POST or None)
    if signup is None or not signup.email or request.method != "POST":
        return redirect_after(request, reverse("provisioning:signup"))
    if form.is_valid():
        tried = signups.try_code(signup, form.cleaned_data["code"], by=visitor(request), now=now_of(request))
        if tried.right:
            return redirect_after(request, reverse("provisioning:signup_company"))
        form.add_error("code", tried.words)
    return _code_page(request, form, signup)


@require_POST
@open_to_all(VISITORS)
def again(request: HttpRequest) -> HttpResponse:
    """Begin another sign-up in the same browser."""
    signupkey.start_over(request)
    return redirect_after(request, reverse("provisioning:signup"))


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(VISITORS)
def company(request: HttpRequest) -> HttpResponse:
    """Screen two: the company and the address of its site."""
    signup = signupkey.found(request)
    if signup is None or not signup.is_verified or signup.state == SignUp.State.SUBMITTED:
        return redirect_after(request, signupkey.where(signup))
    form = CompanyForm(request.POST or None, initial={"company": signup.company, "slug": signup.slug})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            signups.name_company(signup, by=visitor(request), company=typed["company"], slug=typed["slug"])
        except Invalid as raised:
            show_errors(form, raised)
        else:
            return redirect_after(request, reverse("provisioning:signup_administrator"))
    return _screen(request, "company", form, signup)


@never_cache
@leads_to_sites
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@open_to_all(VISITORS)
def administrator(request: HttpRequest) -> HttpResponse:
    """Screen three: whoever looks after it. Sent twice, it answers with the same site."""
    signup = signupkey.found(request)
    if signup is None or not signup.company or not signup.is_verified or signup.state == SignUp.State.SUBMITTED:
        return redirect_after(request, signupkey.where(signup))
    form = AdministratorForm(request.POST or None, initial={"admin_name": signup.admin_name})
    if form.is_bound and form.is_valid():
        try:
            creation = signups.submit(signup, by=visitor(request), now=now_of(request), **form.cleaned_data)
        except Invalid as raised:
            show_errors(form, raised)
        else:
            creating.advance_soon(creation.pk)
            return redirect_after(request, reverse("provisioning:creation", args=[creation.pk]))
    return _screen(request, "administrator", form, signup, address=f"{signup.slug}{DOMAIN}")


@never_cache
@require_GET
@open_to_all(VISITORS)
def proposal(request: HttpRequest) -> HttpResponse:
    """The field of the address, with a proposal for the company's name; what somebody typed there stays."""
    signup, asked = signupkey.found(request), request.GET
    slug, ours = asked.get("slug", ""), asked.get("proposed", "")
    if "chosen" in asked:
        slug = ours = asked["chosen"]
    elif not slug or slug == ours:
        slug = ours = proposing.first_free(asked.get("company", "")[:100], signup)
    form = CompanyForm(initial={"slug": slug, "proposed": ours})
    return page(request, "provisioning/signup/address.html", {"form": form, "domain": DOMAIN, **_judged(slug, signup)})


@never_cache
@require_GET
@open_to_all(VISITORS)
def address(request: HttpRequest) -> HttpResponse:
    """Whether an address can be had, while it is being typed."""
    judged = _judged(request.GET.get("slug", ""), signupkey.found(request))
    return page(request, "provisioning/signup/verdict.html", {"domain": DOMAIN, **judged})


@never_cache
@sensitive_post_parameters("password")
@require_POST
@open_to_all(VISITORS)
def strength(request: HttpRequest) -> HttpResponse:
    """How good a password is, while it is being typed. Nothing is kept."""
    signup, typed = signupkey.found(request), request.POST.get("password", "")
    known = (
        passwords.words_of(Account(name=request.POST.get("admin_name", "")[:80], email=signup.email)) if signup else []
    )
    found = passwords.strength(typed, known) if typed else None
    return page(request, "accounts/strength.html", {"found": found})


@never_cache
@require_GET
@open_to_all(VISITORS)
def picture(request: HttpRequest) -> HttpResponse:
    """Another picture."""
    return page(request, "provisioning/signup/picture.html", {"picture": pictures.draw(request.session)})


def _send_code(request: HttpRequest) -> HttpResponse:
    form, signup, needed = EmailForm(request.POST), None, False
    if form.is_valid():
        typed, signup = form.cleaned_data, signupkey.begun(request)
        read = bool(typed["picture"]) and pictures.is_read(request.session, typed["picture"])
        try:
            sent = signups.send_code(
                signup, typed["email"], by=visitor(request), now=now_of(request), picture_read=read
            )
        except Invalid as raised:
            show_errors(form, raised)
        else:
            if sent:
                return redirect_after(request, reverse("provisioning:signup"))
            needed = True
            form.add_error("picture", _("Please type the characters you see in the picture."))
    return _email_page(request, form, signup, needed)


def _email_page(request: HttpRequest, form: EmailForm, signup: SignUp | None, needed: bool = False) -> HttpResponse:
    form.fields["picture"].required = needed
    drawn = pictures.draw(request.session) if needed else ""
    return _screen(request, "email", form, signup, picture=drawn)


def _code_page(request: HttpRequest, form: CodeForm, signup: SignUp) -> HttpResponse:
    return _screen(request, "code", form, signup, minutes=int(signups.CODE_LIFE.total_seconds()) // 60)


def _screen(request: HttpRequest, name: str, form: Any, signup: SignUp | None, **shown: Any) -> HttpResponse:
    if isinstance(form, CompanyForm):
        slug = form["slug"].value() or ""
        shown |= _judged(slug, signup) if slug and "slug" not in form.errors else {"near": _near(slug, signup)}
    context = {"form": form, "signup": signup, "domain": DOMAIN, "step": STEPS[name], **shown}
    # Kept although it is a refusal: wrong tries are counted, and a picture is good for one try.
    status = 422 if form.errors else 200
    return kept(page(request, f"provisioning/signup/{name}.html", context, status, shell=PLAIN))


def _judged(typed: str, signup: SignUp | None) -> dict[str, Any]:
    slug = slugs.clean(typed[:200])
    fault = signups.slug_fault(slug, signup) if slug else ""
    return {"slug": slug, "fault": fault, "near": _near(slug, signup) if fault else []}


def _near(typed: str, signup: SignUp | None) -> list[str]:
    slug = slugs.clean(typed[:200])
    # Only beside what is taken: beside a reserved name everything would look like its owner's.
    return list(proposing.free(slug, signup))[:3] if slug and not slugs.fault(slug) else []
