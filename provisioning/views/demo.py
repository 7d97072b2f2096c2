"""The demo: begun with one click on the public site; in it another role, a trial of it, or its end."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts import pictures
from kernel.accounts.views.requests import now_of, visitor
from kernel.accounts.views.signing import kept
from kernel.ports import tenancy
from kernel.scope import PUBLIC, current, public
from kernel.web.access import actor_of, needs, open_to_all
from kernel.web.pages import Shell, page, redirect_after
from organization.seed import GROUP
from provisioning import creating, demos, limits
from provisioning.actions import creations
from provisioning.actions import demos as acts
from provisioning.policies import may_play
from provisioning.views import signupkey
from provisioning.views.leaving import leads_to_sites
from tenants.actions import life

#: Nothing around it: the company is closed.
PLAIN: Shell = "plain"
VISITORS = "visitors look at the demo before they have an account"


@never_cache
@leads_to_sites
@require_http_methods(["GET", "POST"])
@open_to_all(VISITORS)
def begin(request: HttpRequest) -> HttpResponse:
    """What the demo is; a POST begins one, or goes on with the browser's own. Twice: the same."""
    now, key = now_of(request), key_of(request)
    row = demos.live(key, now)
    if request.method != "POST":
        return _offer(request, row=row)
    if row is None:
        verdict = limits.ask(now, demo_address=visitor(request).address)
        if verdict.refused:
            return _offer(
                request, words=_("Many demos were begun from your network. Try again in an hour, or sign up.")
            )
        if verdict.picture and not pictures.is_read(request.session, request.POST.get("picture", "")):
            asked = _("Please type the characters you see in the picture.") if "picture" in request.POST else ""
            return _offer(request, words=asked, picture=pictures.draw(request.session))
        row = creations.begin_demo(by=visitor(request), now=now, name=GROUP, key=key)
        creating.advance_soon(row.pk)
    return redirect_after(request, reverse("provisioning:demo_coming"))


@never_cache
@leads_to_sites
@require_GET
@open_to_all("only the browser that began a demo finds it here")
def coming(request: HttpRequest) -> HttpResponse:
    """How far the demo is; once it is ready the browser goes over, signed in as an employee."""
    now = now_of(request)
    row = demos.live(key_of(request), now)
    if row is None:
        return redirect_after(request, reverse("provisioning:site_demo"))
    if row.done_at is not None and row.tenant is not None and row.account is not None:
        token = creations.hand_over(row.tenant, row.account, by=visitor(request), goal="/", now=now)
        return redirect_after(request, creating.address(row, f"/arrive/?token={token}"))
    if creating.is_idle(row, now):
        creating.advance_soon(row.pk)
    shown = {
        "percent": creating.progress(row),
        "is_slow": (now - row.began_at).total_seconds() > 60,
        "seconds": int((now - row.began_at).total_seconds()),
    }
    return page(request, "provisioning/demo/coming.html", shown)


@never_cache
@require_GET
@open_to_all("only the browser that began a demo can keep it")
def keep(request: HttpRequest) -> HttpResponse:
    """On the public site: sign up in three screens, and the demo becomes the trial."""
    row = demos.live(key_of(request), now_of(request))
    if row is None or row.done_at is None or row.tenant is None:
        return _offer(request, words=_("There is no demo of this browser that could be kept. Begin one, or sign up."))
    return signupkey.keep(request, row.tenant)


@require_GET
@needs(may_play)
def keeping(request: HttpRequest) -> HttpResponse:
    """In the demo: over to the public site, where it is kept."""
    return redirect_after(request, tenancy().address(PUBLIC, "/demo/keeping/"))


@require_POST
@needs(may_play)
def role(request: HttpRequest) -> HttpResponse:
    """In the demo: go on as somebody with another role."""
    account = acts.take_role(request.POST.get("role", ""), by=actor_of(request))
    logout(request)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url="/"))
    return answer


@require_POST
@needs(may_play)
def end(request: HttpRequest) -> HttpResponse:
    """In the demo: enough seen. Closed at once, erased within a minute."""
    tenant = current().tenant
    assert tenant is not None
    with public():
        life.end_demo(tenant, by=actor_of(request), now=now_of(request))
    shown = {"site": tenancy().address(PUBLIC, "/"), "signup": tenancy().address(PUBLIC, "/sign-up/")}
    return page(request, "provisioning/demo/over.html", shown, shell=PLAIN)


def key_of(request: HttpRequest) -> str:
    """What a browser is known by on the public site: the secret of its cookie against forged forms, which stands there
    before the first click. Made now if there is none."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def _offer(request: HttpRequest, *, words: str = "", picture: str = "", row: Any = None) -> HttpResponse:
    shown = {"words": words, "picture": picture, "row": row}
    answer = page(request, "provisioning/demo/offer.html", shown, 422 if words or picture else 200)
    # A picture is good for one try: what the session knows of it is kept although this is a refusal.
    return kept(answer)
