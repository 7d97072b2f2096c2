"""Agents: everybody for themselves; whoever looks after matters sees all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import allowed
from kernel.web.access import actor_of, signed_in
from organization import queries as people
from organization.views.sending import button, form_page
from workflow import queries
from workflow.actions import agents
from workflow.forms import AgentForm
from workflow.models import AgentRule, Process
from workflow.policies import AgentRulePolicy


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Who acts for whom; POST appoints somebody for oneself."""
    actor, now = actor_of(request), timezone.now()
    rows = list(queries.agents(actor)[:100])
    names = people.names({one for row in rows for one in (row.principal, row.agent)})
    processes = dict(Process.objects.values_list("pk", "name")) if any(row.processes for row in rows) else {}
    lines = [
        {
            "rule": row,
            "principal": names.get(row.principal, ""),
            "agent": names.get(row.agent, ""),
            "state": _state(row, now),
            "processes": "、".join(processes.get(UUID(one), "—") for one in row.processes),
            "may_end": row.ended_at is None and row.ends_at > now and allowed(AgentRulePolicy.appoint, row.principal, actor),
        }
        for row in rows
    ]  # fmt: skip

    def do(given: dict[str, Any]) -> AgentRule:
        assert actor.person is not None
        return agents.appoint(actor.person, by=actor, **given)

    return form_page(
        request, AgentForm(actor, request.POST or None, initial={"starts_at": timezone.localtime(now)}), do,
        title=_("Agents"), to=reverse("workflow:agents"), template="workflow/agents.html", button=_("Appoint the agent"),
        said=_("The agent is appointed. It begins and ends by itself."), lines=lines,
    )  # fmt: skip


@signed_in
@require_POST
def ending(request: HttpRequest, key: UUID) -> HttpResponse:
    """End an appointment early."""
    actor, row = actor_of(request), queries.agent(key, for_=actor_of(request))
    to = reverse("workflow:agents")
    return button(request, lambda: agents.end(row, by=actor), to=to, said=_("The agent's time has ended."))


def _state(row: AgentRule, now: Any) -> tuple[str, str]:
    if row.ended_at is not None or row.ends_at <= now:
        return _("Over"), "off"
    return (_("In force now"), "ok") if row.starts_at <= now else (_("Later"), "wait")
