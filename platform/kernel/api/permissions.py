"""The gate in front of every endpoint: its view's policy, and the token's scopes."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from kernel.api.models import ApiToken
from kernel.api.scopes import allows
from kernel.policies import NotFound, Refused
from kernel.ports import tenancy
from kernel.registry import manifests
from kernel.scope import current


@cache
def licence_of(module: str) -> str | None:
    """What a tenant must have so that a module's endpoints are there; None: every tenant has them."""
    return next((manifest.licence for manifest in manifests() if manifest.slug == module), None)


class PolicyPermission(BasePermission):
    """Deny by default: a view without a `policy` lets nobody in."""

    message: Any = _("You do not have the right to do this.")

    def has_permission(self, request: Request, view: Any) -> bool:
        policy = getattr(view, "policy", None)
        if policy is None:
            return False
        if policy == "open":
            return True
        actor = request._request.actor  # type: ignore[attr-defined]
        if not actor.is_signed_in:
            return False
        if not tenancy().has(current(), licence_of(view.module)):
            raise NotFound
        if isinstance(request.auth, ApiToken) and not allows(request.auth.scopes, view.module, request.method or ""):
            self.message = _("The token's scopes do not cover this.")
            return False
        if callable(policy):
            if (verdict := policy(actor)) is not True:
                raise Refused(verdict or "")
            return True
        return policy == "signed_in" or bool(actor.may(policy))
