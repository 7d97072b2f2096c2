"""Endpoints: added, changed, given a new secret, paused, resumed, removed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.outbound import OutboundRefused, check_address, is_opened
from kernel.policies import Conflict, Invalid, require
from kernel.webhooks.events import (
    EndpointAdded,
    EndpointChanged,
    EndpointPaused,
    EndpointRemoved,
    EndpointResumed,
    SecretRenewed,
)
from kernel.webhooks.models import Endpoint, Pause
from kernel.webhooks.policies import EndpointPolicy
from kernel.webhooks.queries import subscribable

#: More endpoints than this are no longer looked after by anybody.
MOST = 30


@act
def add_endpoint(*, by: Actor, name: str, url: str, kinds: Iterable[str]) -> tuple[Endpoint, str]:
    """Add an endpoint; answers it with its secret, which is shown this once. Raises Invalid by field."""
    require(EndpointPolicy.manage, None, by)
    given = _checked(None, name, url, kinds)
    if Endpoint.objects.filter(removed_at=None).count() >= MOST:
        raise Invalid({"": [_("There are 30 webhooks already. Remove one that is no longer used.")]})
    secret = _secret()
    endpoint = Endpoint.objects.create(
        **given, secret=secret, created_at=datetime.now(UTC), created_by_name=by.name[:150]
    )
    record(EndpointAdded, endpoint, by=by, after=given)
    return endpoint, secret


@act
def change_endpoint(endpoint: Endpoint, *, by: Actor, name: str, url: str, kinds: Iterable[str]) -> Endpoint:
    """Change name, address and facts. Raises Invalid by field."""
    require(EndpointPolicy.manage, endpoint, by)
    endpoint = _standing(endpoint)
    given = _checked(endpoint, name, url, kinds)
    changed = {field: value for field, value in given.items() if getattr(endpoint, field) != value}
    if changed:
        before = {field: getattr(endpoint, field) for field in changed}
        for field, value in changed.items():
            setattr(endpoint, field, value)
        endpoint.save(update_fields=list(changed))
        record(EndpointChanged, endpoint, by=by, before=before, after=changed)
    return endpoint


@act
def renew_secret(endpoint: Endpoint, *, by: Actor) -> str:
    """Give an endpoint a new secret, valid at once; answers it, this once."""
    require(EndpointPolicy.manage, endpoint, by)
    endpoint = _standing(endpoint)
    endpoint.secret = _secret()
    endpoint.save(update_fields=["secret"])
    record(SecretRenewed, endpoint, by=by)
    return endpoint.secret


@act
def pause_endpoint(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Tell an endpoint nothing for the time being. Pausing a paused one changes nothing."""
    require(EndpointPolicy.manage, endpoint, by)
    endpoint = _standing(endpoint)
    pause(endpoint, Pause.Reason.PERSON, by)
    return endpoint


@act
def resume_endpoint(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Tell an endpoint again; what happened meanwhile is not told, only what still waited."""
    require(EndpointPolicy.manage, endpoint, by)
    endpoint = _standing(endpoint)
    now = datetime.now(UTC)
    open_pause = Pause.objects.select_for_update().filter(endpoint=endpoint, resumed_at=None).first()
    if open_pause is not None:
        open_pause.resumed_at, open_pause.resumed_by_name = now, by.name[:150]
        open_pause.save(update_fields=["resumed_at", "resumed_by_name"])
        endpoint.failing_since = None
        endpoint.save(update_fields=["failing_since"])
        endpoint.deliveries.filter(delivered_at=None, given_up_at=None).update(due_at=now)
        record(EndpointResumed, endpoint, by=by)
    return endpoint


@act
def remove_endpoint(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Remove an endpoint; what still waits is given up, the log stays for 30 days."""
    require(EndpointPolicy.manage, endpoint, by)
    endpoint = _standing(endpoint)
    now = datetime.now(UTC)
    endpoint.removed_at, endpoint.secret = now, ""
    endpoint.save(update_fields=["removed_at", "secret"])
    endpoint.deliveries.filter(delivered_at=None, given_up_at=None).update(given_up_at=now)
    record(EndpointRemoved, endpoint, by=by)
    return endpoint


def pause(endpoint: Endpoint, reason: str, by: Actor) -> None:
    """Open a pause if none is open. For acts; the endpoint's row is locked."""
    if Pause.objects.filter(endpoint=endpoint, resumed_at=None).exists():
        return
    Pause.objects.create(endpoint=endpoint, reason=reason, paused_at=datetime.now(UTC), paused_by_name=by.name[:150])
    record(EndpointPaused, endpoint, by=by, reason=reason)


def _standing(endpoint: Endpoint) -> Endpoint:
    found = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if found.removed_at is not None:
        raise Conflict(_("This webhook was removed."))
    return found


def _checked(endpoint: Endpoint | None, name: str, url: str, kinds: Iterable[str]) -> dict[str, object]:
    errors: dict[str, list[object]] = {}
    name, chosen = name.strip(), sorted(set(kinds))
    if not 0 < len(name) <= 80 or "\x00" in name:
        errors["name"] = [_("Give the webhook a name of at most 80 characters that says what it is for.")]
    others = Endpoint.objects.filter(name=name, removed_at=None)
    if (others.exclude(pk=endpoint.pk) if endpoint else others).exists():
        errors["name"] = [_("Another webhook has this name already.")]
    try:
        url = check_address(url)
        if url.startswith("http:") and not is_opened(url):
            errors["url"] = [_("Only https:// addresses are told anything: what is sent must not be read on the way.")]
    except OutboundRefused as refused:
        errors["url"] = [refused.words]
    if not chosen or set(chosen) - set(subscribable()):
        errors["kinds"] = [_("Choose at least one thing that shall be told.")]
    if errors:
        raise Invalid(errors)
    return {"name": name, "url": url, "kinds": chosen}


def _secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"
