"""The group: its name and where it is. How it looks is said by the settings brand.* of the kernel."""

from __future__ import annotations

from typing import Any

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import require
from organization import events
from organization.actions.checking import assign
from organization.models import GroupInfo
from organization.policies import GroupInfoPolicy

FIELDS = ("name", "short_name", "code", "slogan", "address", "phone", "website")


@act
def edit_group(group: GroupInfo, *, by: Actor, **values: Any) -> GroupInfo:
    """Change the group's data (FIELDS). Raises Invalid for a bad value."""
    require(GroupInfoPolicy.edit, group, by)
    before, after = assign(group, values, FIELDS)
    if after:
        group.save()
        record(events.GroupEdited, group, by=by, before=before, after=after)
    return group
