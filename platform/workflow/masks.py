"""What somebody sees of a matter's form: the mask of the step they work at, have worked at, or sent it from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from forms.compiled import compiled
from forms.models import FormVersion
from forms.record import Access
from forms.records import LOOKING, WHOLE, Mask, read_mask, read_record
from kernel.actor import Actor
from workflow import queries
from workflow.engine.rows import Todo
from workflow.models import Copy, Instance, TaskRow
from workflow.plan import Step
from workflow.policies import manages


def at_step(step: Step, version: FormVersion) -> Mask:
    """What may be seen and filled in at a step: by its own mask, else everything at the start and nothing elsewhere."""
    if "mask" not in step.rights:
        return WHOLE if step.kind == "start" else LOOKING
    return read_mask(step.rights["mask"], compiled(version).form)[0]


def only_looking(mask: Mask) -> Mask:
    """The same view without a pen, for whoever was asked by a handler and decides nothing of their own."""
    fields = {path: min(access, Access.READ) for path, access in mask.fields.items()}
    return Mask(min(mask.otherwise, Access.READ), fields, dict.fromkeys(mask.rows, frozenset()))


def of_viewer(matter: Instance, steps: Mapping[str, Step], *, by: Actor) -> Mask:
    """What somebody sees of a matter's form now.

    With open tasks as at those steps; else as at all the steps where they had one and, for the sender, as at the start.
    Whoever looks after the process, without an open task, and whoever a step told of it see all that was filled in; whom
    somebody passed it on to sees what that one sees.
    """
    assert matter.record is not None
    version = matter.record.version
    rows = _tasks(matter, by)
    found = [one for one in rows if one.status == Todo.OPEN]
    if not found and manages(by, matter.process):
        return LOOKING
    masks = [_of_task(one, steps, version) for one in found or rows if one.step in steps]
    if not found and by.person is not None and by.person == matter.starter:
        masks += [at_step(step, version) for step in steps.values() if step.kind == "start"]
    if not masks and by.person is not None:
        masks = _passed_on(matter, steps, by.person)
    return _together(masks, version) if masks else LOOKING


def shown(matter: Instance, steps: Mapping[str, Step], *, by: Actor) -> dict[str, Any]:
    """What may leave of the values of a matter's form for somebody: nothing hidden, neither fields nor columns."""
    assert matter.record is not None
    return read_record(matter.record, of_viewer(matter, steps, by=by))


def _tasks(matter: Instance, by: Actor) -> list[TaskRow]:
    if by.person is None:
        return []
    rules = queries.stands_for(by)
    people = [by.person, *queries.principals_in(rules, matter.process_id)]
    pooled = Q(assignee__isnull=True, status=Todo.OPEN, pool__overlap=sorted(by.principals))
    return list(TaskRow.objects.filter(Q(assignee__in=people) | pooled, instance=matter).order_by("id"))


def _passed_on(
    matter: Instance, steps: Mapping[str, Step], person: UUID, known: frozenset[UUID] = frozenset()
) -> list[Mask]:
    """The views of those who passed a matter on to somebody; none where one of them, or a step, shows all of it."""
    assert matter.record is not None
    version, found = matter.record.version, []
    for kind, sender in Copy.objects.filter(instance=matter, person=person).values_list("kind", "sender"):
        if kind != "circulate" or sender is None:
            return []
        if sender in known:
            continue
        tasks = TaskRow.objects.filter(Q(assignee=sender) | Q(done_by=sender), instance=matter)
        own = [_of_task(one, steps, version) for one in tasks if one.step in steps]
        if sender == matter.starter:
            own += [at_step(step, version) for step in steps.values() if step.kind == "start"]
        own = own or _passed_on(matter, steps, sender, known | {person})
        if not own:
            return []
        found += [only_looking(mask) for mask in own]
    return found


def _of_task(task: TaskRow, steps: Mapping[str, Step], version: FormVersion) -> Mask:
    mask = at_step(steps[task.step], version)
    return only_looking(mask) if task.parent else mask


def _together(masks: list[Mask], version: FormVersion) -> Mask:
    """What any of several masks lets be seen."""
    fields = {}
    for one in compiled(version).form.fields.values():
        for part in (one, *one.columns.values()):
            fields[part.path] = max(mask.of(part) for mask in masks)
    return Mask(Access.HIDDEN, fields)
