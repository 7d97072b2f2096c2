"""Reorganisations: drafted step by step, scheduled, withdrawn, applied all at once or refused with reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization import events
from organization.actions.checking import assign
from organization.actions.departments import change, dissolve, hang, make, shut
from organization.actions.placing import lock_units
from organization.actions.positions import place
from organization.models import ChangeSet, ChangeStep, Department, Person, Position, Post, Unit
from organization.policies import ChangeSetPolicy
from organization.queries.plans import node_of, play

FIELDS = ("name", "note", "effective_on")


@act
def draft_change_set(*, by: Actor, name: str, effective_on: date, note: str = "") -> ChangeSet:
    """Begin to write a reorganisation down."""
    change_set = ChangeSet(made_at=datetime.now(UTC), made_by=by.name, effective_on=effective_on)
    require(ChangeSetPolicy.edit, change_set, by)
    _before, after = assign(change_set, {"name": name, "note": note, "effective_on": effective_on}, FIELDS)
    change_set.save(force_insert=True)
    record(events.ChangeSetMade, change_set, by=by, after={**after, "effective_on": effective_on})
    return change_set


@act
def edit_change_set(change_set: ChangeSet, *, by: Actor, name: str, effective_on: date, note: str = "") -> ChangeSet:
    """Change name, day and note."""
    require(ChangeSetPolicy.edit, change_set, by)
    _check_open(change_set)
    before, after = assign(change_set, {"name": name, "note": note, "effective_on": effective_on}, FIELDS)
    if after:
        change_set.save(update_fields=list(after))
        record(events.ChangeSetEdited, change_set, by=by, before=before, after=after)
    return change_set


@act
def add_step(
    change_set: ChangeSet,
    *,
    by: Actor,
    kind: str,
    department: Department | None = None,
    person: Person | None = None,
    target: UUID | None = None,
    unit: Unit | None = None,
    post: Post | None = None,
    name: str = "",
) -> ChangeStep:
    """Write one step at the end. It remembers what its department or person looks like now.

    `target` is a department's id, or the id of a step of this set that makes one.
    """
    require(ChangeSetPolicy.edit, change_set, by)
    _check_open(change_set)
    if kind not in ChangeStep.Kind.values:
        raise Invalid({"kind": [_("Choose what happens.")]})
    step = ChangeStep(
        change_set=change_set, number=change_set.steps.count() + 1, kind=kind, department=department, person=person,
        target=target, unit=unit, post=post, name=name.strip(), seen=_seen(kind, department, person),
    )  # fmt: skip
    _check_step(step)
    step.save(force_insert=True)
    _unschedule(change_set)
    record(events.ChangeSetEdited, change_set, by=by, after={"step": step.number, "kind": kind, "name": step.name})
    return step


@act
def remove_step(step: ChangeStep, *, by: Actor) -> None:
    """Strike a step out; later steps move up."""
    change_set = step.change_set
    require(ChangeSetPolicy.edit, change_set, by)
    _check_open(change_set)
    if change_set.steps.filter(target=step.pk).exists():
        raise Conflict(_("A later step needs the department that this step makes. Strike that one out first."))
    number = step.number
    step.delete()
    for later in change_set.steps.filter(number__gt=number).order_by("number"):
        ChangeStep.objects.filter(pk=later.pk).update(number=F("number") - 1)
    _unschedule(change_set)
    record(events.ChangeSetEdited, change_set, by=by, before={"step": number})


@act
def schedule_change_set(change_set: ChangeSet, *, by: Actor) -> ChangeSet:
    """Have it applied on its day. Raises Invalid with the reasons when it does not fit the organisation of today."""
    require(ChangeSetPolicy.edit, change_set, by)
    _check_open(change_set)
    _check_fits(change_set)
    change_set.scheduled_at, change_set.scheduled_by = datetime.now(UTC), by.name
    change_set.refused_at, change_set.refused_why = None, ""
    change_set.save(update_fields=["scheduled_at", "scheduled_by", "refused_at", "refused_why"])
    record(events.ChangeSetScheduled, change_set, by=by, after={"effective_on": change_set.effective_on})
    return change_set


@act
def withdraw_change_set(change_set: ChangeSet, *, by: Actor) -> ChangeSet:
    """Give it up."""
    require(ChangeSetPolicy.edit, change_set, by)
    _check_open(change_set)
    change_set.withdrawn_at = datetime.now(UTC)
    change_set.save(update_fields=["withdrawn_at"])
    record(events.ChangeSetWithdrawn, change_set, by=by)
    return change_set


@act
def apply_change_set(change_set: ChangeSet, *, by: Actor) -> ChangeSet:
    """Apply all steps now. Raises Invalid with the reasons, and changes nothing, when one does not fit."""
    require(ChangeSetPolicy.edit, change_set, by)
    lock_units()
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    _check_open(change_set)
    _check_fits(change_set)
    return _apply(change_set, by)


@act
def apply_if_due(change_set: ChangeSet, *, by: Actor, today: date) -> ChangeSet:
    """Apply a scheduled set on or after its day, or write down why it no longer fits. Doing it twice does nothing."""
    require(ChangeSetPolicy.edit, change_set, by)
    lock_units()
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if change_set.state != "scheduled" or change_set.effective_on > today:
        return change_set
    problems = play(change_set).problems
    if not problems:
        return _apply(change_set, by)
    change_set.refused_at = datetime.now(UTC)
    change_set.refused_why = "\n".join(f"{number}. {words}" for number, words in problems)
    change_set.save(update_fields=["refused_at", "refused_why"])
    record(events.ChangeSetRefused, change_set, by=by, why=change_set.refused_why)
    return change_set


def _apply(change_set: ChangeSet, by: Actor) -> ChangeSet:
    today = timezone.localdate()
    people = play(change_set).moved
    for step in change_set.steps.select_related("department__unit", "person", "unit", "post").order_by("number"):
        _do(step, by, today)
    change_set.applied_at, change_set.applied_by = datetime.now(UTC), by.name
    change_set.save(update_fields=["applied_at", "applied_by"])
    record(events.ChangeSetApplied, change_set, by=by, people=list(people))
    return change_set


def _do(step: ChangeStep, by: Actor, today: date) -> None:
    target = Department.objects.select_related("unit").get(pk=step.target) if step.target else None
    department = step.department
    if department is not None:
        department.refresh_from_db()
    match step.kind:
        case "create":
            unit = target.unit if target else step.unit
            assert unit is not None
            make(unit, target, by=by, values={"name": step.name}, key=step.pk)
        case "place":
            assert step.person is not None and target is not None
            main = (
                Position.objects.filter(person=step.person, kind="main", ended_on=None).select_related("level").first()
            )
            level = main.level if main else None
            if level is not None and level.unit_id not in {None, target.unit_id}:
                level = level.group_level
            post = step.post if step.post and step.post.unit_id == target.unit_id else None
            if post is None and main is not None and main.unit_id == target.unit_id:
                post = main.post
            if main is None or main.department_id != target.pk:
                place(step.person, target.unit, target, post, level, on=today, by=by)
        case _ if department is None:
            raise Conflict(_("The department does not exist any more."))
        case "rename":
            change(department, by=by, values={"name": step.name})
        case "move":
            hang(department, target.unit if target else step.unit or department.unit, target, by=by, on=today)
        case "merge":
            assert target is not None
            dissolve(department, target, by=by, on=today)
        case "close":
            shut(department, by=by)


def _seen(kind: str, department: Department | None, person: Person | None) -> dict[str, object]:
    if kind == ChangeStep.Kind.PLACE and person is not None:
        main = Position.objects.filter(person=person, kind="main", ended_on=None).first()
        return {"department": str(main.department_id) if main and main.department_id else None}
    return node_of(department).seen() if department is not None else {}


def _check_step(step: ChangeStep) -> None:
    kinds = ChangeStep.Kind
    needs: dict[str, tuple[str, ...]] = {
        kinds.RENAME: ("department", "name"),
        kinds.MOVE: ("department",),
        kinds.MERGE: ("department", "target"),
        kinds.CLOSE: ("department",),
        kinds.CREATE: ("unit", "name"),
        kinds.PLACE: ("person", "target"),
    }
    missing = [name for name in needs[step.kind] if not getattr(step, name)]
    if missing:
        raise Invalid({name: [_("This step needs it.")] for name in missing})
    if not step.target or Department.objects.filter(pk=step.target).exists():
        return
    if not step.change_set.steps.filter(pk=step.target, kind=kinds.CREATE).exists():
        raise Invalid({"target": [_("This department does not exist.")]})


def _check_open(change_set: ChangeSet) -> None:
    if not change_set.is_open:
        raise Conflict(_("This reorganisation has been applied or withdrawn; it does not change any more."))


def _check_fits(change_set: ChangeSet) -> None:
    if not change_set.steps.exists():
        raise Invalid(_("There is no step yet. Write down what changes first."))
    if problems := play(change_set).problems:
        raise Invalid({"": [_("Step %(number)d: %(words)s") % {"number": n, "words": words} for n, words in problems]})


def _unschedule(change_set: ChangeSet) -> None:
    """A plan that was changed has to be looked at again before it may run by itself."""
    if change_set.scheduled_at is not None:
        change_set.scheduled_at, change_set.scheduled_by = None, ""
        change_set.save(update_fields=["scheduled_at", "scheduled_by"])
