"""How somebody likes to be told, and in which browsers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.notices.events import BrowserAdded, BrowserRemoved, LikingChanged
from kernel.notices.kinds import CHANNELS
from kernel.notices.models import Choice, Rhythm, Subscription
from kernel.notices.policies import NoticePolicy, SubscriptionPolicy
from kernel.notices.push import encrypt
from kernel.notices.queries import kinds_here
from kernel.policies import Invalid, require

BROWSERS = 20


@act
def choose(
    *,
    by: Actor,
    wanted: Collection[tuple[str, str]],
    quiet_from: time | None,
    quiet_until: time | None,
    digest: str,
    daily_at: time,
) -> Rhythm:
    """Keep what the actor wants: `wanted` are all pairs (kind, channel) that are on. Raises Invalid.

    What is as the kind has it by itself is not kept, so that a better default reaches everybody who chose nothing.
    """
    require(NoticePolicy.choose, None, by)
    account = by.account
    assert account is not None
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid({"quiet_until": [_("Give both times of the quiet hours, or neither.")]})
    if digest not in Rhythm.Digest.values:
        raise Invalid({"digest": [_("Choose how mail comes.")]})
    now = datetime.now(UTC)
    kinds = kinds_here()
    differing = [
        Choice(account_id=account, kind=kind.key, channel=channel, wanted=on, chosen_at=now)
        for kind in kinds
        for channel in CHANNELS
        if (on := (kind.key, channel) in wanted) != (channel in kind.channels)
    ]
    Choice.objects.filter(account=by.account, kind__in=[kind.key for kind in kinds]).delete()
    Choice.objects.bulk_create(differing)
    rhythm, _made = Rhythm.objects.update_or_create(
        account_id=account,
        defaults={
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "digest": digest,
            "daily_at": daily_at,
            "chosen_at": now,
        },
    )
    after = {"digest": digest, "quiet_from": quiet_from, "quiet_until": quiet_until, "choices": len(differing)}
    record(LikingChanged, rhythm, by=by, after=after)
    return rhythm


@act
def add_browser(*, by: Actor, endpoint: str, p256dh: str, auth: str, device: str = "") -> Subscription:
    """Tell this browser from now on, even while no page is open. Raises Invalid for what no browser gives.

    A browser that another account used before changes hands.
    """
    require(NoticePolicy.choose, None, by)
    parts = urlsplit(endpoint)
    try:
        encrypt(b"{}", p256dh=p256dh, auth=auth)
        usable = parts.scheme == "https" and bool(parts.hostname) and len(endpoint) <= 1000
        usable = usable and len(p256dh) <= 120 and len(auth) <= 40
    except Exception:
        usable = False
    if not usable:
        raise Invalid({"": [_("This browser did not give what push notices need. Try again, or use another browser.")]})
    if Subscription.objects.filter(account=by.account).count() >= BROWSERS:
        Subscription.objects.filter(account=by.account).order_by("made_at")[0].delete()
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    values = {"account_id": by.account, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "device": device[:200]}
    found, _made = Subscription.objects.update_or_create(
        digest=digest, defaults={**values, "made_at": datetime.now(UTC)}
    )
    record(BrowserAdded, found, by=by)
    return found


@act
def remove_browser(subscription: Subscription, *, by: Actor) -> None:
    """Tell this browser no more."""
    require(SubscriptionPolicy.remove, subscription, by)
    record(BrowserRemoved, subscription, by=by)
    subscription.delete()
