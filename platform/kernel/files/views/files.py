"""A file: fetched, looked at, renamed, deleted, restored."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.files import queries
from kernel.files.actions import delete_file, rename_file, restore_file
from kernel.files.policies import FilePolicy
from kernel.files.signing import download
from kernel.files.views.uploads import store_may_be_down
from kernel.policies import Invalid, allowed
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import is_fragment, page, redirect_after, safe_next, toast


@signed_in
@require_http_methods(["GET", "HEAD"])
@store_may_be_down
def content(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send the browser to the content at the store; `?inline=1` shows it in place where that is safe."""
    actor = actor_of(request)
    url = download(queries.file(id, for_=actor), for_=actor, inline=request.GET.get("inline") == "1")
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@signed_in
@require_http_methods(["GET"])
def detail(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is known of a file."""
    return _detail(request, id)


@signed_in
@require_http_methods(["POST"])
def name(request: HttpRequest, id: UUID) -> HttpResponse:
    """Rename."""
    actor = actor_of(request)
    typed = request.POST.get("name", "")
    try:
        rename_file(queries.file(id, for_=actor), by=actor, name=typed)
    except Invalid as refused:
        return _detail(request, id, typed=typed, errors=refused.errors, status=422)
    return _done(request, id, _("The file was renamed."))


@signed_in
@require_http_methods(["POST"])
def deletion(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put into the bin."""
    actor = actor_of(request)
    delete_file(queries.file(id, for_=actor), by=actor)
    return _done(request, id, _("The file was deleted. It can be restored for 30 days."))


@signed_in
@require_http_methods(["POST"])
def restoration(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take out of the bin."""
    actor = actor_of(request)
    restore_file(queries.file(id, for_=actor), by=actor)
    return _done(request, id, _("The file was restored."))


def _done(request: HttpRequest, id: UUID, words: str) -> HttpResponse:
    toast(request, words)
    if is_fragment(request):
        return _detail(request, id)
    return redirect_after(request, safe_next(request, f"/files/{id}/"))


def _detail(
    request: HttpRequest, id: UUID, *, typed: str = "", errors: dict[str, list[object]] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    file = queries.file(id, for_=actor)
    context = {
        "file": file,
        "may_change": allowed(FilePolicy.change, file, actor),
        "typed": typed or file.name,
        "errors": errors or {},
    }
    return page(request, "files/file.html", context, status=status)
