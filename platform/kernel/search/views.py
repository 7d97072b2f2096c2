"""Searching: the page, and the same as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from kernel.search.queries import Found, Hit, query, sources_here
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page


@require_GET
@signed_in
def results(request: HttpRequest) -> HttpResponse:
    """What `?q=` finds, of `?kind=` alone if given, from `?after=` on."""
    kind = request.GET.get("kind", "")
    sources = sources_here()
    found = _found(request)
    titles = {source.kind: source.title for source in sources}
    context = {
        "q": request.GET.get("q", ""),
        "kind": kind,
        "tabs": sources,
        "groups": [] if kind else _grouped(found.hits, titles),
        "hits": found.hits if kind else [],
        "following": found.following,
        "is_later": bool(request.GET.get("after")),
    }
    return page(request, "search/results.html", context)


@require_GET
@signed_in
def hits(request: HttpRequest) -> JsonResponse:
    """The same as JSON: {hits: [{kind, id, title, title_html, excerpt_html, url, at}], following}."""
    found = _found(request)
    return JsonResponse({"hits": [_plain(hit) for hit in found.hits], "following": found.following})


def _found(request: HttpRequest) -> Found:
    given = request.GET
    kinds = [given["kind"]] if given.get("kind") else []
    return query(given.get("q", ""), for_=actor_of(request), kinds=kinds, cursor=given.get("after", ""))


def _grouped(hits: list[Hit], titles: dict[str, Any]) -> list[dict[str, Any]]:
    """Hits by kind, the kind of the best hit first; within a kind in their order."""
    order = list(dict.fromkeys(hit.kind for hit in hits))
    together = sorted(hits, key=lambda hit: order.index(hit.kind))
    return [
        {"kind": kind, "title": titles.get(kind, kind), "hits": list(some)}
        for kind, some in groupby(together, key=lambda hit: hit.kind)
    ]


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": str(hit.object_id),
        "title": hit.plain,
        "title_html": hit.title,
        "excerpt_html": hit.excerpt,
        "url": hit.url,
        "at": hit.at.isoformat(),
    }
