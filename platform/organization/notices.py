"""What the organisation tells people about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.notices import notice_kind

GROUP = _("Organisation")

# Somebody who has never signed in can hear of it by mail alone, at whatever hour.
Invited = notice_kind(
    "organization.person.invited", _("Invitation to sign in"), group=GROUP, channels=("mail",), urgent=True
)
PositionTaken = notice_kind("organization.position.taken", _("You have another post"), group=GROUP)
PositionMoved = notice_kind("organization.position.moved", _("Your post has changed"), group=GROUP)
PositionEnded = notice_kind("organization.position.ended", _("One of your posts has ended"), group=GROUP)
HandedOver = notice_kind("organization.person.handed_over", _("Something is handed over to you"), group=GROUP)
Appointed = notice_kind("organization.administrator.appointed", _("You are made an administrator"), group=GROUP)
Revoked = notice_kind("organization.administrator.revoked", _("You are no longer an administrator"), group=GROUP)
RoleGiven = notice_kind("organization.role.granted", _("You are given a role"), group=GROUP, channels=())
ChangeRefused = notice_kind("organization.changeset.refused", _("A reorganisation could not be applied"), group=GROUP)
ImportDone = notice_kind("organization.import.applied", _("An import is done"), group=GROUP, channels=("push",))
ImportFailed = notice_kind("organization.import.failed", _("An import has failed"), group=GROUP)
