"""What the organisation tells on the first page: to those who administer it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.actor import Actor
from organization import functions, queries
from organization.addresses import address
from organization.home.lines import Line
from organization.policies import manages_any


def waiting(actor: Actor) -> list[Line]:
    """Plans that no longer fit, files that were read and not imported, people who sit nowhere. Three queries."""
    lines: list[Line] = []
    if actor.may(functions.MANAGE):
        refused = queries.change_sets_visible_to(actor).filter(
            refused_at__isnull=False, applied_at=None, withdrawn_at=None
        )
        lines += [
            Line(one.name, address("organization:changeset", one.pk), _("could not be applied"), one.refused_at)
            for one in refused[:5]
        ]
        lines += [
            Line(one.file_name, address("organization:import_run", one.pk), _("read, not imported yet"), one.made_at)
            for one in queries.import_runs_visible_to(actor).filter(
                account=actor.account, started_at=None, applied_at=None, errors=[]
            )[:3]
            if one.counts
        ]
    if manages_any(actor) and (number := queries.in_state(queries.managed_by(actor), "unassigned").count()):
        title = ngettext("%(number)d person sits nowhere", "%(number)d people sit nowhere", number) % {"number": number}
        lines.append(Line(title, f"{address('organization:people')}?state=unassigned", _("give them a department")))
    return lines


def sent(actor: Actor) -> list[Line]:
    """Reorganisations and imports that were set going by this person and are not over. Two queries at most."""
    if not actor.may(functions.MANAGE):
        return []
    plans = queries.change_sets_visible_to(actor).filter(
        scheduled_at__isnull=False, applied_at=None, withdrawn_at=None, refused_at=None
    )
    runs = queries.import_runs_visible_to(actor).filter(
        account=actor.account, started_at__isnull=False, applied_at=None, failed_at=None
    )
    return [
        *(Line(one.name, address("organization:changeset", one.pk), _("comes into force"), one.effective_on)
          for one in plans[:5]),
        *(Line(one.file_name, address("organization:import_run", one.pk), _("being imported"), one.started_at)
          for one in runs[:3]),
    ]  # fmt: skip
