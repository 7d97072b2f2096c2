"""How one likes to be told, and the browsers that are told."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.notices import queries
from kernel.notices.actions.choosing import add_browser, choose, remove_browser
from kernel.notices.forms import RhythmForm
from kernel.notices.push import public_key
from kernel.policies import Invalid
from kernel.web.access import actor_of, open_to_all, signed_in
from kernel.web.pages import page, redirect_after, toast

HERE = "/notices/settings/"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """Kinds by channels, quiet hours, digest, browsers."""
    actor = actor_of(request)
    rhythm = queries.rhythm(actor)
    names = ("digest", "daily_at", "quiet_from", "quiet_until")
    form = RhythmForm(request.POST or None, initial={name: getattr(rhythm, name) for name in names})
    wishes = queries.wishes(actor)
    if request.method == "POST":
        on = {(kind, channel) for channel, _, kind in (text.partition(":") for text in request.POST.getlist("on"))}
        wishes = [
            queries.Wish(one.kind, [(channel, (one.kind.key, channel) in on) for channel, _ in one.channels])
            for one in wishes
        ]
        if form.is_valid():
            try:
                choose(by=actor, wanted=on, **form.cleaned_data)
            except Invalid as refused:
                for name, words in refused.errors.items():
                    form.add_error(name or None, [str(word) for word in words])
            else:
                toast(request, _("Your choices are kept."))
                return redirect_after(request, HERE)
    context = {"form": form, "wishes": wishes, "browsers": queries.browsers(actor), "push_key": public_key()}
    return page(request, "notices/settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def browsers(request: HttpRequest) -> HttpResponse:
    """GET: the key that a browser subscribes with. POST: what it answered (PushSubscription.toJSON())."""
    if request.method == "GET":
        return JsonResponse({"key": public_key()})
    try:
        given = json.loads(request.body)
        endpoint, keys = str(given["endpoint"]), given["keys"]
        p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
    except (ValueError, KeyError, TypeError):
        raise Invalid({"": [_("This is not what a browser sends to subscribe.")]}) from None
    device = request.headers.get("User-Agent", "")
    made = add_browser(by=actor_of(request), endpoint=endpoint, p256dh=p256dh, auth=auth, device=device)
    return JsonResponse({"id": str(made.pk)}, status=201)


@require_POST
@signed_in
def browser_removal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Tell a browser no more."""
    actor = actor_of(request)
    remove_browser(queries.browser(id, for_=actor), by=actor)
    toast(request, _("This browser is told no more."))
    return redirect_after(request, HERE)


@require_GET
@open_to_all("a browser fetches it without a page; it holds nothing of anybody's")
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows a push notice. It may act for the whole site, hence the header."""
    response = HttpResponse(render_to_string("notices/sw.js"), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response
