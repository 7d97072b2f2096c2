"""Notices: listed, counted, read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kernel.notices import queries
from kernel.notices.actions.reading import mark_all_read, mark_read
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, safe_next, toast

HERE = "/notices/"


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first: `?unread=1`, `?kind=`, `?after=` the cursor."""
    actor = actor_of(request)
    unread, kind = request.GET.get("unread") == "1", request.GET.get("kind", "")
    found = queries.latest(actor, unread=unread, kind=kind, after=request.GET.get("after", ""))
    context = {
        "notices": found.rows,
        "following": found.following,
        "unread": unread,
        "kind": kind,
        "kinds": queries.kinds_here(),
        "is_first": not request.GET.get("after"),
    }
    return page(request, "notices/list.html", context)


@require_GET
@signed_in
def recent(request: HttpRequest) -> HttpResponse:
    """The latest few, for the top bar."""
    found = queries.latest(actor_of(request), size=8)
    return page(request, "notices/recent.html", {"notices": found.rows})


@require_GET
@signed_in
def count(request: HttpRequest) -> HttpResponse:
    """The live number, for pages that cannot listen to the stream or were told that it changed."""
    return JsonResponse({"notices.unread": queries.unread(actor_of(request))})


@require_POST
@signed_in
def reading(request: HttpRequest, id: UUID) -> HttpResponse:
    """Mark one read and go where it leads."""
    actor = actor_of(request)
    read = mark_read(queries.notice(id, for_=actor), by=actor)
    is_ours = read.url.startswith("/") and not read.url.startswith("//")
    return redirect_after(request, read.url if is_ours else safe_next(request, HERE))


@require_POST
@signed_in
def reading_all(request: HttpRequest) -> HttpResponse:
    """Mark all read, or those of `kind`."""
    number = mark_all_read(by=actor_of(request), kind=request.POST.get("kind", ""))
    words = ngettext("%(count)d notice was marked read.", "%(count)d notices were marked read.", number)
    toast(request, words % {"count": number})
    return redirect_after(request, safe_next(request, HERE))
