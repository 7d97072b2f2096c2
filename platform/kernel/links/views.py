"""What is linked with a thing, and finding something to link it with."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.links import queries
from kernel.links.actions import linking
from kernel.links.linkable import LINKABLES, Ref
from kernel.links.models import Link
from kernel.links.policies import LinkPolicy
from kernel.policies import Invalid, allowed
from kernel.search.queries import query, sources_here
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast


@signed_in
@require_http_methods(["GET", "POST"])
def linked(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """A thing's links, and what `?q=` finds to link it with; POST `target` ("kind:id") and `note` links it."""
    actor, thing = actor_of(request), Ref(kind, key)
    if request.method == "POST":
        linking.link(thing, by=actor, target=_target(request), note=request.POST.get("note", ""))
        toast(request, _("Linked."))
        return redirect_after(request, address(thing))
    card = queries.require_openable(thing, for_=actor)
    rows = queries.linked_with(thing, for_=actor)
    term, kinds = request.GET.get("q", ""), queries.kinds_here()
    searched = [one.kind for one in sources_here() if one.kind in kinds]
    hits = query(term, for_=actor, kinds=searched).hits if term and searched else []
    known = {str(row.ref) for row in rows} | {str(thing)}
    context = {
        "thing": card,
        "rows": rows,
        "q": term,
        "hits": [hit for hit in hits if f"{hit.kind}:{hit.object_id}" not in known],
        "may_link": allowed(LinkPolicy.make, Link(source_kind=kind, source_id=key), actor),
        "here": address(thing),
        "self": str(thing),
        "kind": LINKABLES[kind].title,
    }
    return page(request, "links/linked.html", context)


@signed_in
@require_POST
def removal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a link away; answers with the page of the end that `from` names, or of its source."""
    actor = actor_of(request)
    row = queries.link(key, for_=actor)
    back = row.target if request.POST.get("from") == str(row.target) else row.source
    linking.unlink(row, by=actor)
    toast(request, _("The link is gone. Both things are still there."))
    return redirect_after(request, address(back))


def address(thing: Ref) -> str:
    """Where a thing's links are shown."""
    return reverse("links:linked", args=[thing.kind, thing.id])


def _target(request: HttpRequest) -> Ref:
    try:
        return Ref.read(request.POST.get("target", ""))
    except ValueError:
        raise Invalid({"target": [_("Choose what to link with.")]}) from None
