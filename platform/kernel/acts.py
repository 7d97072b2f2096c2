"""Acts: the only way anything is changed. One act is one transaction with its facts inside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction

from kernel.actor import Actor
from kernel.scope import current

P = ParamSpec("P")
R = TypeVar("R")

_in_hand: ContextVar[str | None] = ContextVar("tongban_act", default=None)
REGISTERED: dict[str, Callable[..., object]] = {}


class ActInsideAct(RuntimeError):
    """An act called an act. What two acts share belongs into a function of its own."""


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an act: it needs a scope and the keyword `by`, and is kept whole or not at all.

    Raises OutsideScope without a scope, TypeError without an Actor, ActInsideAct when nested.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    REGISTERED[name] = function

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        here = current()
        if not isinstance(kwargs.get("by"), Actor):
            raise TypeError(f"{name} needs by=Actor")
        if (outer := _in_hand.get()) is not None:
            raise ActInsideAct(f"{outer} called {name}")
        token = _in_hand.set(name)
        try:
            with transaction.atomic(using=here.alias):
                return function(*args, **kwargs)
        finally:
            _in_hand.reset(token)

    run.is_act = True  # type: ignore[attr-defined]
    return run


def act_in_hand() -> str:
    """The dotted name of the act that runs; empty outside acts."""
    return _in_hand.get() or ""
