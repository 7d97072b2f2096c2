"""What exported lists are as files: whoever asked reads them, nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.files.purposes import Act, purpose

if TYPE_CHECKING:
    from kernel.files.models import File
    from kernel.policies import Verdict


def may(actor: Actor, act: Act, file: File | None) -> Verdict:
    """Anybody who is signed in has lists written; only they read the file, and nobody changes it."""
    if act == "upload":
        return actor.is_signed_in
    if act == "read" and file is not None and file.created_by_account == actor.account:
        return True
    return _("An exported list belongs to whoever asked for it.")


EXPORT = purpose("web.export", title=gettext_lazy("Exported list"), may=may, inline=False, personal=True)
