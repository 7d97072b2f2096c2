"""What the organisation tells on the first page: to those who administer it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.actor import Actor
from organization import functions, queries
from organization.addresses import address
from organization.home.lines import Line, Told
from organization.policies import manages_any


def tell(actor: Actor) -> Told:
    """Waiting: plans that no longer fit, files that were read and not imported, people who sit nowhere. Sent: plans
    with a day, imports under way. Three queries at most."""
    waiting: list[Line] = []
    sent: list[Line] = []
    if actor.may(functions.MANAGE):
        for plan in queries.open_change_sets(actor)[:8]:
            to = address("organization:changeset", plan.pk)
            if plan.refused_at:
                waiting.append(Line(plan.name, to, _("could not be applied"), plan.refused_at))
            else:
                sent.append(Line(plan.name, to, _("comes into force"), plan.effective_on))
        for run in queries.open_imports(actor)[:4]:
            to = address("organization:import_run", run.pk)
            if run.started_at:
                sent.append(Line(run.file_name, to, _("being imported"), run.started_at))
            elif run.counts:
                waiting.append(Line(run.file_name, to, _("read, not imported yet"), run.made_at))
    if manages_any(actor) and (number := queries.in_state(queries.managed_by(actor), "unassigned").count()):
        title = ngettext("%(number)d person sits nowhere", "%(number)d people sit nowhere", number) % {"number": number}
        waiting.append(Line(title, f"{address('organization:people')}?state=unassigned", _("give them a department")))
    return Told(waiting, sent)
