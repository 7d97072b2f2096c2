"""Which matters and tasks: to do, done, sent, looked after; and one by its id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from kernel.actor import Actor
from kernel.policies import NotFound
from workflow import functions
from workflow.engine.rows import OPEN, Status, Todo
from workflow.models import ActivationRow, AgentRule, Copy, Instance, Process, TaskRow, Version


def stands_for(actor: Actor, now: datetime | None = None) -> list[AgentRule]:
    """The appointments under which somebody is an agent now. One query."""
    if actor.person is None:
        return []
    now = now or timezone.now()
    rows = AgentRule.objects.filter(agent=actor.person, ended_at=None, starts_at__lte=now, ends_at__gt=now)
    return list(rows)


def principals_in(rules: Sequence[AgentRule], process: UUID) -> frozenset[UUID]:
    """Whom somebody stands for in the matters of a process."""
    return frozenset(rule.principal for rule in rules if not rule.processes or str(process) in rule.processes)


def todo(actor: Actor, now: datetime | None = None) -> QuerySet[TaskRow]:
    """What somebody has to do: their own, what they do for others, and what lies in their pools; newest first."""
    if actor.person is None:
        return TaskRow.objects.none()
    # One arm for each index: joined by "or", the order of the page would have all tasks walked through instead.
    arms = [TaskRow.objects.filter(assignee=actor.person, status=Todo.OPEN)]
    for rule in stands_for(actor, now):
        theirs = TaskRow.objects.filter(assignee=rule.principal, status=Todo.OPEN).exclude(starter=actor.person)
        arms.append(theirs.filter(process__in=rule.processes) if rule.processes else theirs)
    pools = TaskRow.objects.filter(assignee__isnull=True, status=Todo.OPEN, pool__overlap=sorted(actor.principals))
    keys = [arm.values("pk") for arm in (*arms, pools)]
    # Not by the key alone: then the planner may walk the whole table in that order instead of sorting these few.
    return TaskRow.objects.filter(pk__in=keys[0].union(*keys[1:], all=True)).order_by("-created_at", "-id")


def todo_own(actor: Actor) -> QuerySet[TaskRow]:
    """Only one's own open tasks: the page that must be quick at any size."""
    return TaskRow.objects.filter(assignee=actor.person, status=Todo.OPEN).order_by("-id")


def done(actor: Actor) -> QuerySet[TaskRow]:
    """What somebody has done, latest first. Tasks that were closed for them are not theirs."""
    return TaskRow.objects.filter(assignee=actor.person, status=Todo.DONE).order_by(F("done_at").desc(), F("id").desc())


def sent(actor: Actor) -> QuerySet[Instance]:
    """What somebody has sent, newest first."""
    return Instance.objects.filter(starter__in=_self(actor)).order_by("-id")


def copies(actor: Actor, *, unread: bool | None = None) -> QuerySet[Copy]:
    """What was passed on to somebody to know, newest first."""
    rows = Copy.objects.filter(person__in=_self(actor)).order_by("-id")
    return rows if unread is None else rows.filter(read_at__isnull=unread)


def copy(key: UUID, *, for_: Actor) -> Copy:
    """One copy that was sent to somebody. Raises NotFound."""
    found = copies(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def narrowed(
    rows: QuerySet[TaskRow], *, process: UUID | None = None, q: str = "", late: bool | None = None
) -> QuerySet[TaskRow]:
    """Tasks of a process, with a title, late or not."""
    if process:
        rows = rows.filter(process=process)
    if q:
        rows = rows.filter(title__icontains=q)
    if late is not None:
        is_late = Q(due_at__lt=timezone.now())
        rows = rows.filter(is_late) if late else rows.exclude(is_late)
    return rows


def managed(actor: Actor) -> QuerySet[Instance]:
    """The matters that somebody looks after."""
    if actor.may(functions.MANAGE):
        return Instance.objects.all()
    if actor.person is None:
        return Instance.objects.none()
    return Instance.objects.filter(process__in=Process.objects.filter(managers__contains=[str(actor.person)]))


def matters(
    actor: Actor,
    *,
    whose: str = "sent",
    process: UUID | None = None,
    status: str = "",
    starter: UUID | None = None,
    q: str = "",
) -> QuerySet[Instance]:
    """Matters that were "sent", are "managed" by somebody, or "all" that they may see; of a process, in a state."""
    rows = {"sent": sent, "managed": managed, "all": visible_to}[whose](actor).select_related("process", "version")
    if process:
        rows = rows.filter(process=process)
    if starter:
        rows = rows.filter(starter=starter)
    if q:
        rows = rows.filter(title__icontains=q)
    return in_state(rows, status)


def in_state(rows: QuerySet[Instance], status: str) -> QuerySet[Instance]:
    """Matters in a state by its name, or "open" (not ended) and "ended"."""
    if status in {"open", "ended"}:
        return rows.filter(ended_at__isnull=status == "open")
    return rows.filter(status=Status[status.upper()]) if status else rows


def visible_to(actor: Actor) -> QuerySet[Instance]:
    """The matters somebody may look at: sent, handled, to handle, made known, or looked after."""
    if actor.may(functions.MANAGE):
        return Instance.objects.all()
    if actor.person is None:
        return Instance.objects.none()
    theirs = Q(assignee=actor.person) | Q(assignee__isnull=True, pool__overlap=sorted(actor.principals))
    for rule in stands_for(actor):
        # An agent for some processes has no business in the others.
        theirs |= Q(assignee=rule.principal, **({"process__in": rule.processes} if rule.processes else {}))
    tasks = TaskRow.objects.filter(theirs, instance=OuterRef("pk"))
    known = Copy.objects.filter(instance=OuterRef("pk"), person=actor.person)
    managed = Process.objects.filter(pk=OuterRef("process"), managers__contains=[str(actor.person)])
    return Instance.objects.filter(Q(starter=actor.person) | Exists(tasks) | Exists(known) | Exists(managed))


def matter(key: UUID, *, for_: Actor) -> Instance:
    """One matter. Raises NotFound."""
    found = visible_to(for_).select_related("process", "version").filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def task(key: UUID, *, for_: Actor) -> TaskRow:
    """One task of a matter that the actor may look at. Raises NotFound."""
    rows = TaskRow.objects.select_related("instance__process", "instance__version")
    found = rows.filter(pk=key, instance__in=visible_to(for_).values("pk")).first()
    if found is None:
        raise NotFound()
    return found


def arrival(key: UUID, *, of: Instance) -> ActivationRow:
    """One arrival of a matter. Raises NotFound."""
    found = ActivationRow.objects.select_related("instance__process").filter(pk=key, instance=of).first()
    if found is None:
        raise NotFound()
    return found


def agents(actor: Actor) -> QuerySet[AgentRule]:
    """One's own appointments and those where one is the agent, newest first; all of them for managers."""
    rows = AgentRule.objects.order_by("-id")
    if actor.may(functions.MANAGE):
        return rows
    return rows.filter(Q(principal=actor.person) | Q(agent=actor.person)) if actor.person else rows.none()


def agent(key: UUID, *, for_: Actor) -> AgentRule:
    """One appointment. Raises NotFound."""
    found = agents(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def startable(actor: Actor) -> QuerySet[Process]:
    """The processes somebody may start."""
    if actor.person is None:
        return Process.objects.none()
    return Process.objects.filter(current__isnull=False, stopped_at=None).order_by("name")


def processes(actor: Actor, *, q: str = "", state: str = "", startable: bool | None = None) -> QuerySet[Process]:
    """All processes for designers and managers; for others what can be started and what they look after."""
    rows = Process.objects.select_related("current")
    if not (actor.may(functions.DESIGN) or actor.may(functions.MANAGE)):
        rows = rows.filter(
            Q(current__isnull=False, stopped_at=None) | Q(managers__contains=[str(actor.person)])
            if actor.person is not None
            else Q(pk__in=[])
        )
    if startable is not None:
        ready = Q(current__isnull=False, stopped_at=None)
        rows = rows.filter(ready if startable else ~ready)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(key__icontains=q))
    return process_state(rows, state)


def process_state(rows: QuerySet[Process], state: str) -> QuerySet[Process]:
    """Processes that are "draft", "published" or "stopped"; all of them for any other word."""
    match state:
        case "draft":
            return rows.filter(current=None, stopped_at=None)
        case "published":
            return rows.filter(current__isnull=False, stopped_at=None)
        case "stopped":
            return rows.filter(stopped_at__isnull=False)
    return rows


def with_running(actor: Actor) -> QuerySet[Process]:
    """Processes with `running`: how many matters are under way in each."""
    under_way = Q(instances__status__in=[*sorted(OPEN), Status.SUSPENDED])
    return processes(actor).annotate(running=Count("instances", filter=under_way))


def process(key: UUID, *, for_: Actor) -> Process:
    """One process. Raises NotFound."""
    found = processes(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def versions(actor: Actor, *, process: UUID | None = None) -> QuerySet[Version]:
    """The versions that designers and managers may look at."""
    if not (actor.may(functions.DESIGN) or actor.may(functions.MANAGE)):
        return Version.objects.none()
    rows = Version.objects.select_related("process")
    return rows.filter(process=process) if process else rows


def version(key: UUID, *, for_: Actor, of: Process | None = None) -> Version:
    """One version, of one process if that is given. Raises NotFound."""
    found = versions(for_, process=of.pk if of else None).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def latest(process: Process) -> Version | None:
    """The version that was drawn last: the draft, if there is one."""
    return Version.objects.filter(process=process).order_by("-number").first()


def running_on(*versions: Version) -> dict[UUID, int]:
    """How many matters are under way on each of some versions. One query."""
    rows = Instance.objects.filter(version__in=versions, status__in=[*sorted(OPEN), Status.SUSPENDED])
    return dict(rows.values_list("version").annotate(number=Count("pk")))


def _self(actor: Actor) -> list[UUID]:
    return [actor.person] if actor.person is not None else []
