"""Effects of what happens to accounts."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.accounts import mails
from kernel.accounts.actions import passwords
from kernel.accounts.models import PasswordReset
from kernel.actor import Actor
from kernel.events import Event, on


@on("accounts.password.asked")
def mail_link(event: Event) -> None:
    """Send the link that was asked for, unless it is on its way or used up."""
    reset = PasswordReset.objects.select_related("account").filter(pk__in=[event.subject_id], mailed_at=None).first()
    now = datetime.now(UTC)
    if reset is None or not reset.is_open(now):
        return
    mails.send_link(reset, passwords.token_of(reset))
    passwords.mark_reset_mailed(reset, by=Actor.system("mail"), now=now)


@on("accounts.password.changed")
@on("accounts.password.reset")
@on("accounts.factor.added")
@on("accounts.factor.removed")
def tell_holder(event: Event) -> None:
    """Whoever can sign in differently from now on is told by mail, in case it was somebody else."""
    mails.tell_change(event)
