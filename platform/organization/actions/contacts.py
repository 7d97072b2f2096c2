"""One's own external contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Refused, require
from organization import events
from organization.actions.checking import assign
from organization.models import Contact
from organization.policies import ContactPolicy

FIELDS = ("name", "company", "title", "category", "mobile", "phone", "email", "address", "note")


@act
def save_contact(contact: Contact | None, *, by: Actor, **values: Any) -> Contact:
    """Keep somebody outside the company (None: a new one). Raises Invalid for a bad value."""
    if by.person is None:
        raise Refused(_("Only members have an address book of their own."))
    made = contact is None
    contact = contact or Contact(owner_id=by.person)
    require(ContactPolicy.edit, contact, by)
    _before, after = assign(contact, {"name": "", **values} if made else values, FIELDS)
    contact.read_name().save(force_insert=made)
    # What somebody keeps for themselves is theirs: the log says that, not what.
    record(events.ContactSaved, contact, by=by, after={"fields": sorted(after)}) if after else None
    return contact


@act
def delete_contact(contact: Contact, *, by: Actor) -> None:
    """Forget an external contact."""
    require(ContactPolicy.edit, contact, by)
    record(events.ContactDeleted, contact, by=by)
    contact.delete()
