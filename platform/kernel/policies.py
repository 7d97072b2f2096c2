"""Policies: who may. Everything is refused unless a policy says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor

T = TypeVar("T")
Verdict = bool | str


class Refused(Exception):
    """The actor may not. `words` say what was refused and why, to the person."""

    def __init__(self, words: object = "") -> None:
        self.words = words or _("You do not have the right to do this.")
        super().__init__(self.words)


class NotFound(Exception):
    """There is no such thing for this actor: absent and not theirs look the same."""

    def __init__(self, words: object = "") -> None:
        self.words = words or _("This does not exist, or it is not yours to see.")
        super().__init__(self.words)


class Conflict(Exception):
    """Somebody else was faster, or the thing is no longer in the state that the act needs."""

    def __init__(self, words: object) -> None:
        self.words = words
        super().__init__(words)


class Invalid(Exception):
    """What was given breaks a rule. `errors` maps a field name ("" for the whole) to sentences."""

    def __init__(self, errors: Mapping[str, Sequence[object]] | object) -> None:
        self.errors: dict[str, list[object]] = (
            {name: list(words) for name, words in errors.items()} if isinstance(errors, Mapping) else {"": [errors]}
        )
        super().__init__(self.errors)


class Policy:
    """The answers about one noun. Each rule is a static method (actor, thing) -> bool or a sentence of refusal."""

    noun: Any = None


def allowed(rule: Callable[[Actor, T], Verdict], thing: T, by: Actor) -> bool:
    """Whether a rule lets the actor; for menus and buttons."""
    return rule(by, thing) is True


def require(rule: Callable[[Actor, T], Verdict], thing: T, by: Actor) -> None:
    """Let the actor pass or raise Refused with the rule's own words."""
    verdict = rule(by, thing)
    if verdict is not True:
        raise Refused(verdict or "")


def require_function(function: str, by: Actor) -> None:
    """Let holders of a function right pass, and raise Refused for all others."""
    if not by.may(function):
        raise Refused(_("This needs a right that your roles do not give you. Ask your administrator."))
