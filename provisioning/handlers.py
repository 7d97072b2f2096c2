"""Effects of what happens on the way in."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.actor import Actor
from kernel.events import Event, on
from kernel.notices import mail
from provisioning import creating
from provisioning.actions import creations
from provisioning.models import Creation


@on("provisioning.site.ready")
def tell_founder(event: Event) -> None:
    """Mail the address of a new site to whoever signed up: the page may have been left long ago."""
    row = Creation.objects.select_related("tenant", "signup").filter(domain=event.data["domain"]).first()
    if row is None or row.signup is None or row.tenant is None or "told" in row.steps:
        return
    shown = {"name": row.name, "address": creating.address(row), "email": row.signup.email}
    mail.send(row.signup.email, *mail.render_mail("provisioning/mail/ready", shown, row.signup.language))
    creations.note_step(row, "told", by=Actor.system("mail"), now=datetime.now(UTC))
