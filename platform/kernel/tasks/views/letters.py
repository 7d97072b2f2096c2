"""The console's page of tasks that were given up."""

from __future__ import annotations

import dramatiq
import redis
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.policies import NotFound
from kernel.tasks import deadletters
from kernel.tasks.actions import letters
from kernel.tasks.broker import FairBroker
from kernel.tasks.policies import OPERATIONS
from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast


@require_GET
@needs(OPERATIONS)
def listing(request: HttpRequest) -> HttpResponse:
    """The last of them, newest first, with what each said."""
    broker = dramatiq.get_broker()
    try:
        rows = deadletters.letters(broker) if isinstance(broker, FairBroker) else []
        is_silent = False
    except redis.RedisError:
        rows, is_silent = [], True
    return page(request, "tasks/letters.html", {"letters": rows, "is_silent": is_silent})


@require_POST
@needs(OPERATIONS)
def revival(request: HttpRequest, letter: str) -> HttpResponse:
    """Try one again."""
    broker = dramatiq.get_broker()
    if not isinstance(broker, FairBroker):
        raise NotFound
    letters.revive(letter, broker, by=actor_of(request))
    toast(request, _("It waits in its queue again. If it fails again, it comes back here."))
    return redirect_after(request, reverse("tasks:letters"))
