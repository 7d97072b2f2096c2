"""Inviting people to sign in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, require
from organization import events
from organization.models import Departure, Person, Suspension
from organization.policies import PersonPolicy


@act
def invite_person(person: Person, *, by: Actor) -> Person:
    """Have somebody told by mail that their sign-in is there, and how they come by a password.

    Raises Conflict for people without a sign-in or an e-mail address, and for those who may not sign in.
    """
    require(PersonPolicy.edit, person, by)
    if person.account is None:
        raise Conflict(_("%(person)s has no sign-in name yet. Give one first.") % {"person": person})
    if not person.account.email:
        raise Conflict(
            _("%(person)s has no e-mail address of their own. Enter one, or set a first password instead.")
            % {"person": person}
        )
    gone = Departure.objects.filter(person=person, returned_at=None).exists()
    if gone or Suspension.objects.filter(person=person, lifted_at=None).exists():
        raise Conflict(_("%(person)s has left or is suspended and cannot sign in.") % {"person": person})
    record(
        events.PersonInvited, person, by=by, after={"sign_in": person.account.username}, account=person.account_id
    )  # fmt: skip
    return person
