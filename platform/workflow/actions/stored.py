"""A matter's rows between the tables and the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from kernel.database.statements import Reading, insert, update
from kernel.events.facts import plain
from workflow.engine.rows import Activation, At, BlockRow, Kind, Row, Task, Todo, Vote, columns
from workflow.engine.run import Run
from workflow.models import ActivationRow, Block, Instance, TaskRow

_BLOCK = tuple(BlockRow.__dataclass_fields__)
_ACTIVATION = tuple(Activation.__dataclass_fields__)
_TASK = tuple(Task.__dataclass_fields__)
_TABLES: dict[type, Any] = {BlockRow: Block, Activation: ActivationRow, Task: TaskRow}
_NAMES: dict[type, str] = {BlockRow: "block", Activation: "activation", Task: "task"}

# What each step reads; the rest is asked for now and then and built by Django each time.
_LIVE = ~Q(status__in=[At.DONE, At.CANCELLED])
_OPEN_BLOCKS = Reading(
    lambda instance: (
        Block.objects.filter(instance=instance, status__in=[At.ACTIVE, At.SUSPENDED])
        .order_by("id")
        .values_list(*_BLOCK)
    )
)
_OPEN_ACTIVATIONS = Reading(
    lambda instance: ActivationRow.objects.filter(_LIVE, instance=instance).order_by("id").values_list(*_ACTIVATION)
)
_OPEN_TASKS = Reading(
    lambda instance: (
        TaskRow.objects.filter(
            instance=instance,
            activation__in=ActivationRow.objects.filter(_LIVE, instance=instance).values("pk"),
        )
        .order_by("id")
        .values_list(*_TASK)
    )
)


class StoredRows:
    """The engine's Store over one instance's rows. Its row must be locked."""

    def __init__(self, instance: UUID, *, is_new: bool = False) -> None:
        self.instance, self.is_new = instance, is_new

    def open_blocks(self) -> Iterable[BlockRow]:
        return [] if self.is_new else [_block(row) for row in _OPEN_BLOCKS(self.instance)]

    def open_activations(self) -> Iterable[Activation]:
        return [] if self.is_new else [_activation(row) for row in _OPEN_ACTIVATIONS(self.instance)]

    def open_tasks(self) -> Iterable[Task]:
        return [] if self.is_new else [_task(row) for row in _OPEN_TASKS(self.instance)]

    def activation(self, key: UUID) -> Activation | None:
        return next(iter(self._activations(Q(pk=key))), None)

    def block(self, key: UUID) -> BlockRow | None:
        return next(iter(self._blocks(pk=key)), None)

    def last_done(self, step: str) -> Activation | None:
        rows = ActivationRow.objects.filter(instance=self.instance, step=step, status=At.DONE)
        return next((_activation(row) for row in rows.order_by("-id").values_list(*_ACTIVATION)[:1]), None)

    def tasks_of(self, activation: UUID) -> Iterable[Task]:
        return self._tasks(activation=activation)

    def after(self, activation: UUID) -> Iterable[Activation]:
        return self._activations(Q(prev=activation))

    def opened_by(self, activation: UUID) -> Iterable[BlockRow]:
        return self._blocks(opener=activation)

    def approved(self, people: Sequence[UUID], *, round: int) -> set[UUID]:
        now = ActivationRow.objects.filter(instance=self.instance, round=round)
        rows = TaskRow.objects.filter(instance=self.instance, assignee__in=people, result=Vote.AGREE)
        found = rows.filter(activation__in=now.values("pk")).values_list("assignee", flat=True)
        return {one for one in found if one is not None}

    def _blocks(self, **which: Any) -> list[BlockRow]:
        rows = Block.objects.filter(instance=self.instance, **which).order_by("id").values_list(*_BLOCK)
        return [_block(row) for row in rows]

    def _activations(self, which: Q) -> list[Activation]:
        rows = ActivationRow.objects.filter(which, instance=self.instance).order_by("id").values_list(*_ACTIVATION)
        return [_activation(row) for row in rows]

    def _tasks(self, **which: Any) -> list[Task]:
        rows = TaskRow.objects.filter(instance=self.instance, **which).order_by("id").values_list(*_TASK)
        return [_task(row) for row in rows]


def write(instance: Instance, run: Run) -> list[list[Any]]:
    """Write a run's new and changed rows; answers the changes as JSON, which replayed give the rows."""
    new, changed, _case = run.changes()
    told: list[list[Any]] = []
    for kind in (BlockRow, Activation, Task):
        rows = [row for row in new if isinstance(row, kind)]
        insert([_made(row, instance, run) for row in rows])
        told += [[_NAMES[kind], "new", plain(columns(row))] for row in rows]
    for row, delta in changed:
        update(_TABLES[type(row)], row.id, delta)
        told.append([_NAMES[type(row)], str(row.id), plain(delta)])
    return told


def _made(row: Row, instance: Instance, run: Run) -> Any:
    values = columns(row)
    if isinstance(row, Task):
        values |= {
            "process": instance.process_id,
            "title": instance.title,
            "starter": instance.starter,
            "step_name": run.plan.steps[row.step].name[:100],
        }
    return _TABLES[type(row)](instance_id=instance.pk, **values)


def _block(row: tuple[Any, ...]) -> BlockRow:
    found = BlockRow(*row)
    found.status = At(found.status)
    return found


def _activation(row: tuple[Any, ...]) -> Activation:
    found = Activation(*row)
    found.status = At(found.status)
    return found


def _task(row: tuple[Any, ...]) -> Task:
    found = Task(*row)
    found.kind, found.status = Kind(found.kind), Todo(found.status)
    found.result, found.vote = Vote(found.result), Vote(found.vote)
    return found
