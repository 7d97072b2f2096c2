"""Files in records: whoever fills in a form sends them; whoever may see the record reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms import queries
from forms.company import FILE
from forms.models import RecordFile
from kernel.actor import Actor
from kernel.files.purposes import Act, purpose

if TYPE_CHECKING:
    from kernel.files.models import File
    from kernel.policies import Verdict


def may(actor: Actor, act: Act, file: File | None) -> Verdict:
    """Members send; senders read what they sent; everybody else by a record that names it. Nobody changes them."""
    if act == "upload":
        return actor.person is not None
    if act == "read" and file is not None:
        if file.created_by_account == actor.account:
            return True
        named = RecordFile.objects.filter(file=file.pk).values("record")
        if queries.visible_to(actor).filter(pk__in=named).exists():
            return True
    return _("This file belongs to a record that is not yours to see.")


purpose(FILE, title=gettext_lazy("File in a form"), may=may)
