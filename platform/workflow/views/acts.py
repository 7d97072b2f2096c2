"""The page of a task, the page of a matter, and their buttons: each parses, calls one act, answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel.actor import Actor
from kernel.policies import Conflict, Invalid
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast
from workflow import counting, queries
from workflow import forms as given
from workflow.actions import copies, matters, tasks
from workflow.models import ActivationRow
from workflow.policies import manages
from workflow.views import shown

#: By the button: the act, its form, and what is said afterwards.
TASK_ACTS: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "decision": (tasks.decide, given.DecisionForm, gettext_lazy("It is done.")),
    "return": (tasks.send_back, given.ReturnForm, gettext_lazy("The matter is returned.")),
    "signers": (tasks.ask_others, given.SignersForm, gettext_lazy("The others have been asked.")),
    "advice": (tasks.ask_others, given.AskForm, gettext_lazy("The others have been asked.")),
    "transfer": (tasks.transfer, given.TransferForm, gettext_lazy("The task is passed on.")),
    "claim": (tasks.claim, given.Revised, gettext_lazy("The task is yours.")),
    "release": (tasks.unclaim, given.Revised, gettext_lazy("The task lies in the pool again.")),
    "taking-back": (tasks.take_back, given.Revised, gettext_lazy("Your decision is taken back.")),
}
MATTER_ACTS: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "revocation": (matters.revoke, given.RevocationForm, gettext_lazy("The matter is revoked.")),
    "resubmission": (matters.resubmit, given.Revised, gettext_lazy("The matter is sent again.")),
    "circulation": (matters.circulate, given.CirculationForm, gettext_lazy("It is passed on.")),
    "suspension": (matters.suspend, given.ReasonForm, gettext_lazy("The matter is suspended.")),
    "resumption": (matters.resume, given.Revised, gettext_lazy("The matter goes on.")),
    "termination": (matters.terminate, given.ReasonForm, gettext_lazy("The matter is terminated.")),
    "reopening": (matters.reopen, given.TargetForm, gettext_lazy("The matter goes on.")),
    "hand-over": (matters.hand_over, given.HandOverForm, gettext_lazy("The tasks are handed over.")),
}
ARRIVAL_ACTS: dict[str, tuple[Callable[..., Any], Any, Any]] = {
    "jump": (matters.jump, given.ArrivalForm, gettext_lazy("The matter goes on at the other step.")),
    "redo": (matters.redo, given.ArrivalForm, gettext_lazy("The branch is done again.")),
    "retry": (matters.retry, given.RetryForm, gettext_lazy("The step is tried again.")),
}


@signed_in
def task(request: HttpRequest, key: UUID) -> HttpResponse:
    """One task: the matter, what was said, how far it is, and exactly what may be done now."""
    actor, row = actor_of(request), queries.task(key, for_=actor_of(request))
    return page(request, "workflow/task.html", shown.of_task(row, by=actor))


@signed_in
@require_POST
def opening(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page of a task is open before its assignee."""
    tasks.read(queries.task(key, for_=actor_of(request)), by=actor_of(request))
    return HttpResponse(status=204)


@signed_in
@require_POST
def task_act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One of the buttons of a task."""
    actor, row = actor_of(request), queries.task(key, for_=actor_of(request))
    does, form, said = TASK_ACTS[act]
    done = _do(request, form(actor, request.POST), lambda found: does(row, by=actor, **found), said)
    to = reverse("workflow:todo") if done and act in {"decision", "return", "transfer"} else ""
    return redirect_after(request, to or reverse("workflow:task", args=[row.pk]))


@signed_in
def matter(request: HttpRequest, key: UUID) -> HttpResponse:
    """One matter: for its sender, its handlers, and whoever looks after it."""
    actor, row = actor_of(request), queries.matter(key, for_=actor_of(request))
    is_manager = manages(actor, row.process)
    context = {
        **shown.of_matter(row, by=actor),
        "is_manager": is_manager,
        "arrivals": shown.arrivals(row, by=actor) if is_manager and row.ended_at is None else (),
        "log": [(one, shown.action_name(one.kind)) for one in row.log.order_by("-id")[:100]] if is_manager else (),
    }
    return page(request, "workflow/matter.html", context)


@signed_in
def picture(request: HttpRequest, key: UUID) -> HttpResponse:
    """The picture alone, for pages of other modules."""
    row = queries.matter(key, for_=actor_of(request))
    from workflow.progress import picture as drawn

    return page(request, "workflow/picture.html", {"matter": row, "picture": drawn(row)})


@signed_in
@require_POST
def matter_act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One of the buttons of a matter."""
    actor, row = actor_of(request), queries.matter(key, for_=actor_of(request))
    does, form, said = MATTER_ACTS[act]
    _do(request, _form(form, actor, request), lambda found: does(row, by=actor, **found), said)
    return redirect_after(request, reverse("workflow:matter", args=[row.pk]))


@signed_in
@require_POST
def arrival_act(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One of the buttons of an arrival, for whoever looks after the matter."""
    actor, row = actor_of(request), queries.matter(key, for_=actor_of(request))
    does, form, said = ARRIVAL_ACTS[act]

    def do(found: dict[str, Any]) -> None:
        arrival: ActivationRow = queries.arrival(found.pop("arrival"), of=row)
        does(arrival, by=actor, **{name: value for name, value in found.items() if value != []})

    _do(request, _form(form, actor, request), do, said)
    return redirect_after(request, reverse("workflow:matter", args=[row.pk]))


@signed_in
@require_POST
def urging(request: HttpRequest, key: UUID) -> HttpResponse:
    """Remind everybody whose turn it is."""
    actor, row = actor_of(request), queries.matter(key, for_=actor_of(request))
    _do(request, None, lambda _found: tasks.urge(row, by=actor), _("They have been reminded."))
    return redirect_after(request, reverse("workflow:matter", args=[row.pk]))


@signed_in
@require_POST
def reading(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mark a copy as read."""
    actor, row = actor_of(request), queries.copy(key, for_=actor_of(request))
    copies.read(row, by=actor)
    return redirect_after(request, reverse("workflow:matter", args=[row.instance_id]))


def _form(kind: Any, actor: Actor, request: HttpRequest) -> forms.Form:
    found: forms.Form = kind(actor, request.POST)
    return found


def _do(request: HttpRequest, form: forms.Form | None, do: Callable[[dict[str, Any]], Any], said: object) -> bool:
    """One act; what was wrong or too late is said on the page that follows, where what was typed still stands."""
    words: list[object] = []
    if form is not None and not form.is_valid():
        words = [f"{form[name].label if name in form.fields else ''} {' '.join(map(str, errors))}".strip()
                 for name, errors in form.errors.items()]  # fmt: skip
    else:
        try:
            do(dict(form.cleaned_data) if form is not None else {})
        except Conflict as conflict:
            words = [conflict.words]
        except Invalid as invalid:
            words = [word for some in invalid.errors.values() for word in some]
    counting.forget([actor_of(request).person])
    toast(request, " ".join(map(str, words)) if words else said, "error" if words else "success")
    return not words
