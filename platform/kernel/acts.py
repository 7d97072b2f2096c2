"""Acts: the only way anything is changed. One act is one transaction with its facts inside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.policies import Refused
from kernel.ports import tenancy
from kernel.scope import current

P = ParamSpec("P")
R = TypeVar("R")

_in_hand: ContextVar[str | None] = ContextVar("tongban_act", default=None)
REGISTERED: dict[str, Callable[..., object]] = {}
_WHILE_READ_ONLY: set[str] = set()


class ActInsideAct(RuntimeError):
    """An act called an act. What two acts share belongs into a function of its own."""


def while_read_only(function: Callable[P, R]) -> Callable[P, R]:
    """Mark an act (below @act) that stays open where a site may only be read: signing in, exporting, paying."""
    _WHILE_READ_ONLY.add(f"{function.__module__}.{function.__qualname__}")
    return function


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an act: it needs a scope and the keyword `by`, and is kept whole or not at all.

    Raises OutsideScope without a scope, TypeError without an Actor, ActInsideAct when nested, Refused
    where the tenant is read-only.
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
        if name not in _WHILE_READ_ONLY and not tenancy().is_writable(here):
            raise Refused(_("This site is read-only at present: everything can be read, nothing can be changed."))
        token = _in_hand.set(name)
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        finally:
            _in_hand.reset(token)

    run.is_act = True  # type: ignore[attr-defined]
    return run


def act_in_hand() -> str:
    """The dotted name of the act that runs; empty outside acts."""
    return _in_hand.get() or ""
