"""Agents: appointed for a period; it begins and ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from organization.queries import require_visible
from workflow import events
from workflow.models import AgentRule
from workflow.policies import AgentRulePolicy

#: Appointments of one person that are not over: each is asked for whenever the agent looks at what there is to do.
MOST = 20


@act
def appoint(
    principal: UUID, *, by: Actor, agent: UUID, starts_at: datetime, ends_at: datetime, processes: Sequence[UUID] = ()
) -> AgentRule:
    """Let somebody act for a person. Raises Refused, and Invalid for oneself, an empty period, a loop of agents, or too many."""
    require(AgentRulePolicy.appoint, principal, by)
    require_visible([agent], to=by)
    if agent == principal:
        raise Invalid({"agent": [_("Nobody can be their own agent.")]})
    if ends_at <= starts_at or ends_at <= datetime.now(UTC):
        raise Invalid({"ends_at": [_("The period has to end after it begins, and in the future.")]})
    going = AgentRule.objects.filter(principal=principal, ended_at=None, ends_at__gt=datetime.now(UTC))
    if going.count() >= MOST:
        raise Invalid(
            {"agent": [_("There are %(most)s appointments already. End one that is not needed.") % {"most": MOST}]}
        )
    if _leads_to(agent, principal, starts_at, ends_at):
        raise Invalid({"agent": [_("This person's own agent in that period leads back here. Choose somebody else.")]})
    rule = AgentRule(
        principal=principal,
        agent=agent,
        processes=[str(one) for one in processes],
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=by.name[:150],
    )
    rule.save(force_insert=True)
    record(
        events.AgentAppointed,
        rule,
        by=by,
        after={"principal": principal, "agent": agent, "starts_at": starts_at, "ends_at": ends_at},
    )
    return rule


@act
def end(rule: AgentRule, *, by: Actor) -> AgentRule:
    """End an agent's time early. A second call changes nothing. Raises Refused."""
    require(AgentRulePolicy.appoint, rule.principal, by)
    if rule.ended_at is None:
        rule.ended_at = datetime.now(UTC)
        rule.save(update_fields=["ended_at"])
        record(events.AgentEnded, rule, by=by)
    return rule


def _leads_to(agent: UUID, principal: UUID, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a chain of agents in a period comes from one person to another."""
    seen, todo = {agent}, [agent]
    while todo:
        rows = AgentRule.objects.filter(
            principal__in=todo, ended_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
        ).values_list("agent", flat=True)
        todo = [one for one in rows if one not in seen]
        seen.update(todo)
    return principal in seen
