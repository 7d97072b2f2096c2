"""Who may open a page. Every view says it in exactly one line, and the line can be read off the view as `view.policy`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from kernel.actor import Actor
from kernel.policies import Refused, require_function
from kernel.web.answers import ask_to_sign_in

V = TypeVar("V", bound=Callable[..., Any])
Gate = Callable[[HttpRequest], HttpResponseBase | None]


def needs(right: str | Callable[[Actor], bool | str]) -> Callable[[V], V]:
    """Let in who holds a function right ("organization.manage"), or whom a rule lets: fn(actor) -> True or a refusal.

    Whoever is signed out is sent to sign in; whoever may not gets Refused. `policy` is the name of the right or rule.
    """

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        actor = actor_of(request)
        if not actor.is_signed_in:
            return ask_to_sign_in(request)
        if isinstance(right, str):
            require_function(right, actor)
        elif (verdict := right(actor)) is not True:
            raise Refused(verdict or "")
        return None

    return _guard(gate, right if isinstance(right, str) else f"{right.__module__}.{right.__qualname__}")


def signed_in(view: V) -> V:
    """Let everybody in who is signed in; what they see there is the queries' matter. `policy` is "signed_in"."""

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        return None if actor_of(request).is_signed_in else ask_to_sign_in(request)

    return _guard(gate, "signed_in")(view)


def open_to_all(reason: str) -> Callable[[V], V]:
    """Let everybody in, and say why that is right. `policy` is "open", `policy_reason` the reason."""
    if not reason.strip():
        raise ValueError("a page that is open to all says why")
    return _guard(lambda request: None, "open", reason)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware has found; a visitor where it has not run."""
    return getattr(request, "actor", None) or Actor.visitor(request.META.get("REMOTE_ADDR", ""))


def _guard(gate: Gate, policy: str, reason: str = "") -> Callable[[V], V]:
    def mark(view: Any) -> Any:
        if hasattr(view, "policy"):
            raise TypeError(f"{view.__qualname__} says twice who may open it")
        if isinstance(view, type):
            return _guarded_class(view, gate, policy, reason)

        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return gate(request) or view(request, *args, **kwargs)

        run.policy, run.policy_reason = policy, reason  # type: ignore[attr-defined]
        return run

    return mark


def _guarded_class(view: Any, gate: Gate, policy: str, reason: str) -> Any:
    inner = view.dispatch

    @functools.wraps(inner)
    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return gate(request) or inner(self, request, *args, **kwargs)

    # as_view() copies what hangs on dispatch to the function that stands in the address table.
    dispatch.policy, dispatch.policy_reason = policy, reason  # type: ignore[attr-defined]
    view.dispatch, view.policy, view.policy_reason = dispatch, policy, reason
    return view
