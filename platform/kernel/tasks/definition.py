"""Tasks: background entry points of two lines that find a thing and call an act on it."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, Generic, Literal, ParamSpec, TypeVar
from uuid import UUID

import dramatiq
import structlog
from django.utils import translation

from kernel.ports import tenancy
from kernel.scope import Scope, after_commit_outside, current, scope

P = ParamSpec("P")
R = TypeVar("R")
Queue = Literal["now", "soon", "bulk"]
QUEUES: tuple[Queue, ...] = ("now", "soon", "bulk")
_PRIORITY = {"now": 0, "soon": 5, "bulk": 10}

REGISTERED: dict[str, Task[Any, Any]] = {}
log = structlog.get_logger("tongban.tasks")


class NoSuchScope(RuntimeError):
    """The message names a tenant that is gone or suspended: it becomes a dead letter, never public work."""


class Task(Generic[P, R]):
    """A function that can be run later, in the scope and the language of whoever asked."""

    def __init__(self, function: Callable[P, R], *, queue: Queue, limit: int, retries: int, own_units: bool) -> None:
        self.function = function
        self.own_units = own_units
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.queue = queue
        functools.update_wrapper(self, function)  # type: ignore[arg-type]
        self.actor: dramatiq.Actor[..., Any] = dramatiq.actor(
            actor_name=self.name,
            queue_name=queue,
            priority=_PRIORITY[queue],
            time_limit=limit * 1000,
            max_retries=retries,
            min_backoff=2_000,
            max_backoff=600_000,
            throws=NoSuchScope,
        )(self._body)
        REGISTERED[self.name] = self

    def _body(self, *args: Any, in_scope: dict[str, str | None], language: str, **kwargs: Any) -> None:
        to = Scope.from_dict(in_scope)
        if not tenancy().is_open(to):
            raise NoSuchScope(f"{self.name}: no open tenant {to.key}")
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(tenant=to.key, task=self.name), translation.override(language):
            if self.own_units:
                self.function(to, *args, **kwargs)  # type: ignore[arg-type]
            else:
                with scope(to):
                    self.function(*args, **kwargs)
            log.info("task done", seconds=round(time.monotonic() - began, 3))

    def run(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it at once, in the scope in hand."""
        return self.function(*args, **kwargs)

    def later(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the background once the unit of work in hand is committed; never if it is not.

        Raises OutsideScope without a scope. Arguments are ids (they arrive as text), numbers and texts.
        """
        here = current()
        # Who asks is in the language of now; at the commit it may be another's.
        message = self._message(here, args, kwargs)
        after_commit_outside(lambda: dramatiq.get_broker().enqueue(message))

    def send(self, to: Scope, /, *args: Any, delay: int | None = None, **kwargs: Any) -> None:
        """Put it into the queue at once, for a scope; `delay` in milliseconds. For machinery, not for acts."""
        dramatiq.get_broker().enqueue(self._message(to, args, kwargs), delay=delay)

    def _message(self, to: Scope, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dramatiq.Message[Any]:
        return self.actor.message_with_options(
            args=tuple(_plain(value) for value in args),
            kwargs={
                **{name: _plain(value) for name, value in kwargs.items()},
                "in_scope": to.as_dict(),
                "language": translation.get_language() or tenancy().language(to),
            },
            scope=to.as_dict(),
            request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def task(
    *, queue: Queue = "soon", limit: int = 60, retries: int = 8, own_units: bool = False
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a function a task. `limit` in seconds; a task may run twice and must not mind.

    Queues by patience: `now` somebody waits, `soon` minutes, `bulk` hours. A task is one unit of work;
    with `own_units` it gets the scope as its first argument and opens its units itself.
    """

    def wrap(function: Callable[P, R]) -> Task[P, R]:
        return Task(function, queue=queue, limit=limit, retries=retries, own_units=own_units)

    return wrap
