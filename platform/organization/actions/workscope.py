"""Work scope rules: set and removed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from organization import events, queries
from organization.models import Department, Level, Unit, WorkScopeRule
from organization.policies import WorkScopeRulePolicy

_ALSO = {"person", "department", "unit", "post", "level"}


@act
def set_rule(
    *,
    by: Actor,
    unit: Unit | None = None,
    department: Department | None = None,
    level: Level | None = None,
    reach: str = WorkScopeRule.Reach.GROUP,
    levels_above: int | None = None,
    also: Iterable[str] = (),
    note: str = "",
) -> WorkScopeRule:
    """Say whom the people of a place (of one level, perhaps) may see and send to; replaces the rule for that place."""
    wanted = WorkScopeRule(unit=unit if department is None else None, department=department, level=level)
    require(WorkScopeRulePolicy.edit, wanted, by)
    if reach not in WorkScopeRule.Reach.values:
        raise Invalid({"reach": [_("Choose how far these people see.")]})
    if levels_above is not None and not 0 <= levels_above <= 99:
        raise Invalid({"levels_above": [_("A number from 0 to 99, or nothing for no limit.")]})
    names = sorted(set(also))
    if unknown := set(names) - set(queries.labels(name for name in names if name.partition(":")[0] in _ALSO)):
        raise Invalid({"also": [_("%(number)d of these do not exist any more.") % {"number": len(unknown)}]})
    rule = WorkScopeRule.objects.filter(unit=wanted.unit, department=department, level=level).first()
    before = _said(rule) if rule else None
    rule = rule or wanted
    rule.reach, rule.levels_above, rule.also, rule.note = reach, levels_above, names, note.strip()[:200]
    rule.save()
    if before != _said(rule):
        record(events.WorkScopeSet, rule, by=by, before=before, after=_said(rule))
    return rule


@act
def remove_rule(rule: WorkScopeRule, *, by: Actor) -> None:
    """Remove a rule; the next wider one, or none, decides from now on."""
    require(WorkScopeRulePolicy.edit, rule, by)
    record(events.WorkScopeRemoved, rule, by=by, before=_said(rule))
    rule.delete()


def _said(rule: WorkScopeRule) -> dict[str, object]:
    return {
        "unit": rule.unit_id,
        "department": rule.department_id,
        "level": rule.level_id,
        "reach": rule.reach,
        "levels_above": rule.levels_above,
        "also": list(rule.also),
    }
