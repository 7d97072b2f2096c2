"""The lines of the pickers and the tree beside them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kernel.policies import NotFound
from kernel.web.access import actor_of, signed_in
from organization import picking


@signed_in
def pick(request: HttpRequest, kind: str) -> HttpResponse:
    """Lines for `q`, inside the branch `parent`, chosen lately (`recent=1`), from `cursor` on.

    Each line carries data-id and data-label; a last link data-more leads to the next ones.
    """
    actor, given = actor_of(request), request.GET
    recent = picking.recent(kind, actor) if given.get("recent") else []
    offer = picking.offer(
        kind, actor, term=given.get("q", ""), parent=_key(given.get("parent")), cursor=given.get("cursor", "")
    )
    shown = {line.id for line in recent}
    following = ""
    if offer.cursor:
        query = given.copy()
        query.pop("recent", None)
        query["cursor"] = offer.cursor
        following = query.urlencode()
    context = {
        "recent": recent,
        "lines": [line for line in offer.lines if line.id not in shown],
        "following": following,
    }
    return render(request, "organization/pick.html", {**context, "faces": kind in {"person", "people"}})


@signed_in
def tree(request: HttpRequest, kind: str) -> HttpResponse:
    """The lines of the tree below `parent`; 404 for kinds that have none."""
    actor, parent = actor_of(request), _key(request.GET.get("parent"))
    nodes = [
        {
            "id": one.pk,
            "label": one.label,
            "url": "",
            "children_url": f"{reverse('organization:pick_tree', args=[kind])}?parent={one.pk}"
            if one.has_children
            else "",
            "is_current": False,
            "count": None,
        }
        for one in picking.branches(kind, actor, parent)
    ]
    return render(request, "organization/branch.html", {"nodes": nodes})


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound() from None
