"""What the fragments of a task and a matter need; other modules put the same fragments on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from forms.compiled import compiled
from forms.showing import referred
from forms.showing import shown as in_words
from forms.views.drawing import names_of
from kernel.actor import Actor
from organization import queries as people
from workflow import masks, operations, progress, rules
from workflow.actions.hand import plan
from workflow.engine.rows import At, Todo
from workflow.forms import (
    ArrivalForm,
    AskForm,
    CirculationForm,
    DecisionForm,
    HandOverForm,
    ReasonForm,
    RetryForm,
    ReturnForm,
    RevocationForm,
    SignersForm,
    TargetForm,
    TransferForm,
)
from workflow.models import Instance, TaskRow
from workflow.operations import Operation
from workflow.views.lists import STATES


def of_task(task: TaskRow, *, by: Actor) -> dict[str, Any]:
    """The context of a task's page: the matter's and the bar of what may be done."""
    matter = task.instance
    offered = operations.of_task(task, matter, by=by)
    step = plan(matter.plan_id).steps.get(task.step)
    dialogs = [(one, _task_form(one, by, matter)) for one in offered if one.key in _TASK_FORMS]
    return {
        **of_matter(matter, by=by, with_bar=False),
        "task": task,
        "offered": offered,
        "decisions": [one for one in offered if one.key in {"agree", "disagree", "abstain"}],
        "buttons": [one for one in offered if one.key in {"claim", "unclaim", "take_back"}],
        "dialogs": dialogs,
        "decision": DecisionForm(by, initial={"rev": matter.rev}),
        "why": rules.in_words([step])[step.key] if step and step.handler else "",
    }


def of_matter(matter: Instance, *, by: Actor, with_bar: bool = True) -> dict[str, Any]:
    """The context of a matter's page: values, opinions, picture, and the bar of what may be done with the whole."""
    opinions = list(matter.opinions.order_by("id")[:500])
    names = people.names({matter.starter, *(one.on_behalf_of for one in opinions if one.on_behalf_of)})
    steps = plan(matter.plan_id).steps
    for one in opinions:
        one.step_name = steps[one.step].name or "" if one.step in steps else ""  # type: ignore[attr-defined] # for the page
        one.for_name = names.get(one.on_behalf_of, "") if one.on_behalf_of else ""  # type: ignore[attr-defined] # for the page
        one.action_name = action_name(one.action)  # type: ignore[attr-defined] # for the page
    offered = operations.of_matter(matter, by=by) if with_bar else []
    return {
        "matter": matter,
        "state": STATES[matter.status],
        "starter_name": names.get(matter.starter, ""),
        "values": _values(matter, by),
        "opinions": opinions,
        "picture": progress.picture(matter),
        "matter_buttons": [one for one in offered if one.key in {"urge", "resume", "resubmit"}],
        "matter_dialogs": [(one, _matter_form(one, by, matter)) for one in offered if one.key in _MATTER_FORMS],
    }


def _values(matter: Instance, by: Actor) -> list[tuple[str, Any]]:
    """What is to be seen of a matter's values, with their names: of a form its fields; tables by their number of rows."""
    if matter.record is None:
        return [(name, value) for name, value in matter.values.items() if not name.startswith("handlers:")]
    form = compiled(matter.record.version)
    found = masks.shown(matter, plan(matter.plan_id).steps, by=by)
    names = names_of(referred(form, found))
    return [
        (one.label, len(found[key] or ()) if one.type == "table" else in_words(one, found[key], names))
        for key, one in form.form.fields.items()
        if key in found
    ]


def arrivals(matter: Instance, *, by: Actor) -> list[dict[str, Any]]:
    """The open arrivals of a matter with what a manager may do with each."""
    compiled = plan(matter.plan_id)
    targets = operations.human_steps(matter)
    rows = list(matter.activations.exclude(status__in=[At.DONE, At.CANCELLED]).order_by("id"))
    tasks = list(TaskRow.objects.filter(instance=matter, status__in=[Todo.OPEN, Todo.WAITING, Todo.SUSPENDED]))
    names = people.names({one.assignee for one in tasks if one.assignee})
    found = []
    for row in rows:
        initial = {"rev": matter.rev, "arrival": row.pk}
        mine = [one for one in tasks if one.activation == row.pk]
        found.append(
            {
                "row": row,
                "name": compiled.steps[row.step].name or row.step,
                "state": progress.words()[progress.STATES[At(row.status)]],
                "people": "、".join(dict.fromkeys(names.get(one.assignee, "") for one in mine if one.assignee)),
                "due_at": min((one.due_at for one in mine if one.due_at), default=None),
                "jump": ArrivalForm(by, targets=targets, initial=initial, prefix=None, auto_id=f"jump-{row.pk}-%s"),
                "redo": ArrivalForm(by, targets=targets, initial=initial, auto_id=f"redo-{row.pk}-%s")
                if row.block
                else None,
                "retry": RetryForm(by, initial=initial, auto_id=f"retry-{row.pk}-%s")
                if row.status == At.BLOCKED
                else None,
            }
        )
    return found


def action_name(action: str) -> str:
    """What an act is called beside an opinion."""
    return {
        "start": _("sent"), "agree": _("agreed"), "disagree": _("disagreed"), "abstain": _("abstained"),
        "return": _("returned it"), "transfer": _("passed it on"), "add_before": _("asked others first"),
        "add_after": _("agreed, others to sign after"), "add_with": _("signs with others"),
        "add_beside": _("added signers"), "add_ask": _("asked for advice"), "revoke": _("revoked it"),
        "terminate": _("terminated it"), "suspend": _("suspended it"), "jump": _("sent it to another step"),
        "resume": _("resumed it"), "retry": _("tried a step again"), "claim": _("took it"), "unclaim": _("put it back"),
        "take_back": _("took a decision back"), "urge": _("urged"), "drop": _("took a signer off"),
        "timeout": _("deadline passed"), "wake": _("waiting over"),
        "redo": _("let a branch be done again"), "reopen": _("reopened it"), "hand_over": _("handed it over"),
    }.get(action, action)  # fmt: skip


#: The form and the address of what is done in a dialog.
_TASK_FORMS: dict[str, tuple[Any, str]] = {
    "return": (ReturnForm, "task_return"),
    "add": (SignersForm, "task_signers"),
    "ask": (AskForm, "task_advice"),
    "transfer": (TransferForm, "task_transfer"),
}
_MATTER_FORMS: dict[str, tuple[Any, str]] = {
    "revoke": (RevocationForm, "matter_revocation"),
    "circulate": (CirculationForm, "matter_circulation"),
    "suspend": (ReasonForm, "matter_suspension"),
    "terminate": (ReasonForm, "matter_termination"),
    "reopen": (TargetForm, "matter_reopening"),
    "hand_over": (HandOverForm, "matter_hand_over"),
}


def _task_form(one: Operation, by: Actor, matter: Instance) -> forms.Form:
    return _form(_TASK_FORMS[one.key][0], one, by, matter)


def _matter_form(one: Operation, by: Actor, matter: Instance) -> forms.Form:
    return _form(_MATTER_FORMS[one.key][0], one, by, matter)


def _form(kind: Any, one: Operation, by: Actor, matter: Instance) -> forms.Form:
    more: dict[str, Any] = {"targets": one.targets} if issubclass(kind, TargetForm) else {}
    if kind is RevocationForm:
        more["initial"] = {"to_draft": True}
    found: forms.Form = kind(by, auto_id=f"{one.key}-%s", **more)
    found.initial = {**found.initial, "rev": matter.rev}
    return found
