"""What people keep about lists. The list's own page is the answer's place; here only its choices are posted."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import Invalid
from kernel.web import queries
from kernel.web.access import actor_of, signed_in
from kernel.web.actions.views import choose_columns, remove_view, save_view
from kernel.web.pages import redirect_after, safe_next, toast


@signed_in
@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the filters on the screen as a view."""
    back = safe_next(request)
    try:
        view = save_view(
            key,
            by=actor_of(request),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            is_shared=request.POST.get("is_shared") == "1",
            now=datetime.now(UTC),
        )
    except Invalid as refused:
        toast(request, next(words[0] for words in refused.errors.values()), "error")
        return redirect_after(request, back)
    toast(request, _("The view “{name}” is kept.").format(name=view.name))
    return redirect_after(request, f"{back.partition('?')[0]}?{view.query}")


@signed_in
@require_POST
def remove(request: HttpRequest, view: UUID) -> HttpResponse:
    """Remove a view."""
    actor = actor_of(request)
    remove_view(queries.view(view, for_=actor), by=actor)
    toast(request, _("The view is removed."))
    return redirect_after(request, safe_next(request))


@signed_in
@require_POST
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """Choose the columns, in the order in which they were sent; none: the list's own."""
    wanted = [] if request.POST.get("reset") else request.POST.getlist("column")
    choose_columns(key, by=actor_of(request), columns=wanted, now=datetime.now(UTC))
    return redirect_after(request, safe_next(request))
