"""A long list on its way into a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from kernel.files import queries as files
from kernel.files import signing
from kernel.policies import NotFound
from kernel.web import queries
from kernel.web.access import actor_of, signed_in
from kernel.web.lists.background import percent
from kernel.web.pages import page


@require_GET
@signed_in
def detail(request: HttpRequest, export: UUID) -> HttpResponse:
    """How far it is, and the file once it is there; the line of progress asks this address for itself."""
    asked = queries.list_export(export, for_=actor_of(request))
    return page(request, "web/export.html", {"asked": asked, "percent": percent(asked)})


@require_GET
@signed_in
def content(request: HttpRequest, export: UUID) -> HttpResponse:
    """To the signed address of the file."""
    actor = actor_of(request)
    asked = queries.list_export(export, for_=actor)
    if asked.file is None:
        raise NotFound()
    return HttpResponseRedirect(signing.download(files.file(asked.file, for_=actor), for_=actor))
