"""Numbers: rules made and changed, numbers given and voided. A number that was given is never given again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from forms import events, numbering, words
from forms.models import Record, SerialCounter, SerialIssued, SerialRule
from forms.policies import SerialRulePolicy
from forms.schema.properties import key as key_fault
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization.models import Department, Unit


@act
def set_rule(
    rule: SerialRule | None,
    *,
    by: Actor,
    key: str = "",
    name: str,
    pattern: str,
    reset: str = SerialRule.Reset.YEAR,
    per: str = SerialRule.Per.COMPANY,
    mode: str = SerialRule.Mode.GAPLESS,
) -> SerialRule:
    """Make a numbering (None) or change one; its key stays. Raises Refused, Invalid."""
    require(SerialRulePolicy.design, rule, by)
    wrong: dict[str, list[object]] = {}
    if rule is None and (key_fault(key) or SerialRule.objects.filter(key=key).exists()):
        wrong["key"] = [_("The key must begin with a letter, hold letters, digits and _, and be free.")]
    if not name.strip() or len(name) > 100:
        wrong["name"] = [_("Give the numbering a name of up to 100 characters.")]
    for field, value, choices in (
        ("reset", reset, SerialRule.Reset.values),
        ("per", per, SerialRule.Per.values),
        ("mode", mode, SerialRule.Mode.values),
    ):
        if value not in choices:
            wrong[field] = [_("This is none of the choices.")]
    if not wrong.keys() & {"reset", "per"}:
        found = [str(words.PATTERNS[code]) for code in numbering.faults(pattern, reset, per)]
        if found or len(pattern) > 80:
            wrong["pattern"] = [*found] or [_("The pattern is too long.")]
    if wrong:
        raise Invalid(wrong)
    before = {name: getattr(rule, name) for name in _SAID} if rule is not None else None
    made = rule or SerialRule(key=key, created_at=datetime.now(UTC))
    made.name, made.pattern, made.reset, made.per, made.mode = name.strip(), pattern, reset, per, mode
    made.save()
    record(events.NumberingSet, made, by=by, before=before, after={name: getattr(made, name) for name in _SAID})
    return made


@act
def void_number(number: SerialIssued, *, by: Actor, reason: str) -> SerialIssued:
    """Say of a number that it does not count. It stays given, and is listed. Raises Refused, Invalid, Conflict."""
    require(SerialRulePolicy.void, number, by)
    if not reason.strip():
        raise Invalid({"reason": [_("Say why the number is voided.")]})
    number = SerialIssued.objects.select_for_update(of=("self",)).select_related("rule").get(pk=number.pk)
    if number.voided_at is not None:
        raise Conflict(_("This number has been voided already."))
    void(number, by, reason)
    return number


def void(number: SerialIssued, by: Actor, reason: str) -> None:
    """Within an act: a number counts no more."""
    number.voided_at, number.voided_by, number.reason = datetime.now(UTC), by.name[:150], reason.strip()[:300]
    number.save(update_fields=["voided_at", "voided_by", "reason"])
    record(events.NumberVoided, number, by=by, rule=number.rule.key, reason=number.reason)


def issue(rule: SerialRule, row: Record, day: date) -> SerialIssued:
    """Within an act, as late in it as can be: the next number for a record.

    The counter's row is locked until the act is kept or undone, so numbers of one counter neither double nor leave gaps.
    """
    unit, department = _codes(row.unit, row.department)
    scope = numbering.scope_of(rule.reset, rule.per, day, str(row.unit or ""), str(row.department or ""))
    counter = SerialCounter.objects.filter(rule=rule, scope=scope)
    if not counter.update(value=F("value") + 1):
        # Two first numbers at once: the second waits here for the first, and then counts on from it.
        SerialCounter.objects.bulk_create([SerialCounter(rule=rule, scope=scope)], ignore_conflicts=True)
        counter.update(value=F("value") + 1)
    n = counter.values_list("value", flat=True).get()
    issued = SerialIssued(
        rule=rule,
        scope=scope,
        n=n,
        text=numbering.written(rule.pattern, n, day, unit, department),
        record=row,
        issued_at=datetime.now(UTC),
    )
    SerialIssued.objects.bulk_create([issued], ignore_conflicts=True)
    if not SerialIssued.objects.filter(pk=issued.pk).exists():
        # Only a pattern that was changed can come to a number that it gave before.
        raise Conflict(
            _("The number “%(number)s” was given before. Whoever designs forms must change the numbering “%(rule)s”.")
            % {"number": issued.text, "rule": rule.name}
        )
    return issued


def _codes(unit: UUID | None, department: UUID | None) -> tuple[str, str]:
    units = Unit.objects.filter(pk=unit).values_list("code", flat=True) if unit else ()
    departments = Department.objects.filter(pk=department).values_list("code", flat=True) if department else ()
    return next(iter(units), ""), next(iter(departments), "")


_SAID = ("name", "pattern", "reset", "per", "mode")
