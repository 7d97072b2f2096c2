"""Administrators: appointed and revoked; the audit administrators watch over themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, Refused, require
from organization import events
from organization.models import Administrator, Departure, Person, Suspension, Unit
from organization.policies import AdministratorPolicy


@act
def appoint(person: Person, *, by: Actor, kind: str, unit: Unit | None = None) -> Administrator:
    """Make somebody an administrator. Appointed twice, they are it once.

    The first audit administrator is appointed by a system administrator, every further one by an audit
    administrator. Raises Invalid for people who left or are suspended and for a missing unit.
    """
    wanted = Administrator(person=person, kind=kind, unit=unit, appointed_at=datetime.now(UTC), appointed_by=by.name)
    require(AdministratorPolicy.appoint, wanted, by)
    if kind == Administrator.Kind.AUDIT and (auditors := _auditors()) and _own(auditors, by) is None:
        raise Refused(_("There are audit administrators; only they appoint further ones."))
    if kind not in Administrator.Kind.values:
        raise Invalid({"kind": [_("Choose what is administered.")]})
    if (kind == Administrator.Kind.UNIT) != (unit is not None):
        raise Invalid({"unit": [_("A unit administrator, and only one, is appointed for a unit.")]})
    gone = Departure.objects.filter(person=person, returned_at=None).exists()
    if gone or Suspension.objects.filter(person=person, lifted_at=None).exists():
        raise Invalid(
            {"person": [_("%(person)s has left or is suspended. Choose somebody else.") % {"person": person}]}
        )
    found = Administrator.objects.filter(person=person, kind=kind, unit=unit, revoked_at=None).first()
    if found is not None:
        return found
    wanted.save(force_insert=True)
    record(
        events.AdministratorAppointed,
        wanted,
        by=by,
        after={"person": person.name, "kind": kind, "unit": unit and unit.name},
    )
    return wanted


@act
def revoke(appointment: Administrator, *, by: Actor) -> Administrator:
    """End an appointment. Raises Refused for an audit administrator unless another one does it, and Conflict for the
    last system administrator."""
    require(AdministratorPolicy.appoint, appointment, by)
    running = Administrator.objects.select_for_update().filter(kind=appointment.kind, revoked_at=None)
    others = [one for one in running if one.pk != appointment.pk]
    if appointment.kind == Administrator.Kind.AUDIT:
        own = _own(others, by)
        if own is None or appointment.person_id == by.person:
            raise Refused(_("Only another audit administrator can revoke an audit administrator."))
        appointment.revoked_as = own
    if appointment.kind == Administrator.Kind.SYSTEM and not others:
        raise Conflict(_("This is the last system administrator. Appoint another one first."))
    appointment.revoked_at, appointment.revoked_by = datetime.now(UTC), by.name
    appointment.save(update_fields=["revoked_at", "revoked_by", "revoked_as"])
    record(
        events.AdministratorRevoked, appointment, by=by,
        before={"person": appointment.person.name, "kind": appointment.kind, "unit": appointment.unit_id},
    )  # fmt: skip
    return appointment


def _auditors() -> list[Administrator]:
    return list(Administrator.objects.select_for_update().filter(kind="audit", revoked_at=None))


def _own(appointments: list[Administrator], by: Actor) -> Administrator | None:
    return next((one for one in appointments if by.person is not None and one.person_id == by.person), None)
