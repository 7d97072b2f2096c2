"""Facts in: whatever happens may be what somebody wants to hear of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events import Event, on
from kernel.notices.actions.telling import notify
from kernel.webhooks.actions import enqueue
from kernel.webhooks.functions import MANAGE, SYSTEM
from kernel.webhooks.models import Pause
from kernel.webhooks.notices import PAUSED
from kernel.webhooks.queries import subscribable


@on("*")
def tell(event: Event) -> None:
    """Write deliveries for those who subscribed."""
    if event.kind in subscribable():
        enqueue(event, by=Actor.system("webhooks"))


@on("webhooks.endpoint.paused")
def tell_administrators(event: Event) -> None:
    """The other system has not answered for three days: those who look after webhooks hear of it."""
    if event.data.get("reason") != Pause.Reason.FAILING:
        return
    notify(
        PAUSED,
        to=[f"function:{right}" for right in (MANAGE, SYSTEM)],
        title=_("The webhook “%(name)s” is paused"),
        body=_("It did not answer well for three days. Put the other system right, then resume it."),
        words={"name": event.subject_label},
        url=f"/webhooks/{event.subject_id}/",
        source=event.pk,
    )
