"""What most of these views do: show a form, call one act, answer; or do one thing by a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from kernel.policies import Conflict, Invalid, Refused
from kernel.web.access import actor_of
from kernel.web.fields import PickerField, PickerWidget
from kernel.web.pages import page, redirect_after, toast
from organization.picking import remember

PAGE = 50


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: object,
    to: str | Callable[[Any], str],
    crumbs: object = None,
    button: object = "",
    note: object = "",
    said: object = "",
    template: str = "organization/form.html",
    **context: Any,
) -> HttpResponse:
    """A form and, sent and valid, its act: then a sentence and the next page; else the form with what was typed."""
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except Invalid as refused:
            for name, words in refused.errors.items():
                form.add_error(name if name in form.fields else None, [str(word) for word in words])
        except Conflict as conflict:
            form.add_error(None, str(conflict.words))
        except Refused as refused:
            form.add_error(None, str(refused.words))
            status = 403
        else:
            _remember(request, form)
            toast(request, said or _("Saved."))
            return redirect_after(request, to if isinstance(to, str) else to(done))
    values = {"form": form, "title": title, "crumbs": crumbs, "button": button or _("Save"), "note": note, **context}
    back = context.get("back") or (to if isinstance(to, str) else "")
    return page(request, template, {**values, "back": back}, status=status if form.errors else 200)


def button(request: HttpRequest, do: Callable[[], Any], *, to: str, said: object) -> HttpResponse:
    """One act by a button: then a sentence and a page, the refusal's words where it cannot be done."""
    try:
        do()
    except Conflict as conflict:
        toast(request, conflict.words, "error")
    except Invalid as refused:
        toast(request, " ".join(str(word) for words in refused.errors.values() for word in words), "error")
    else:
        toast(request, said)
    return redirect_after(request, to)


def _remember(request: HttpRequest, form: forms.BaseForm) -> None:
    """What was picked stands first the next time."""
    for name, field in form.fields.items():
        if isinstance(field, PickerField) and (given := cast(QueryDict, form.data).getlist(name)):
            remember(cast(PickerWidget, field.widget).kind, actor_of(request), [UUID(key) for key in given if key])


@dataclass(frozen=True)
class Page:
    """A page of rows in the order of (sort_key, id), and the address query of the next one (empty: the end)."""

    rows: list[Any]
    following: str
    is_first: bool


def keyset(request: HttpRequest, rows: QuerySet[Any], *, size: int = PAGE) -> Page:
    """The page of rows that begins behind the row `after` names. It costs the same however far behind it is."""
    after = request.GET.get("after", "")
    if len(after) == 36:
        last = rows.model._default_manager.filter(pk=after).values_list("sort_key", "pk").first()
        if last is not None:
            rows = rows.filter(Q(sort_key__gt=last[0]) | Q(sort_key=last[0], pk__gt=last[1]))
    found = list(rows.order_by("sort_key", "pk")[: size + 1])
    following = ""
    if len(found) > size:
        query = request.GET.copy()
        query["after"] = str(found[size - 1].pk)
        following = query.urlencode()
    return Page(found[:size], following, not after)
