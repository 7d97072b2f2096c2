"""The line above every page of a demo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from kernel.ports import tenancy
from kernel.registry import Bar
from kernel.scope import PUBLIC, current_or_none
from kernel.web.access import actor_of
from organization import seed as people


def bars(request: HttpRequest) -> list[Bar]:
    """In a demo: how long it lasts, the roles, keeping it, ending it. Nowhere else, and there without a query."""
    here = current_or_none()
    if here is None or here.is_public or not tenancy().is_inert(here) or _is_over(request):
        return []
    actor = actor_of(request)
    shown: dict[str, Any] = {"is_in": actor.is_signed_in, "back": tenancy().address(PUBLIC, "/demo/coming/")}
    if actor.is_signed_in:
        shown |= {"roles": people.sign_ins(), "account": actor.account, **_left(request)}
    return [Bar("provisioning/demo/bar.html", shown)]


def _is_over(request: HttpRequest) -> bool:
    # The answer that says so is still drawn in the demo.
    return request.resolver_match is not None and request.resolver_match.view_name == "provisioning:demo_end"


def _left(request: HttpRequest) -> dict[str, Any]:
    ends = getattr(getattr(request, "place", None), "expires_at", None)
    if ends is None:
        return {}
    left = max(ends - datetime.now(UTC), timedelta(0))
    return {"ends": ends, "hours": left.seconds // 3600 + left.days * 24, "minutes": left.seconds % 3600 // 60}
