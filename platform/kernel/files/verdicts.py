"""Why something did not work with files, in words for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {
    "damaged": _("The file arrived damaged. Send it again."),
    "type": _("Files of this kind may not be sent here."),
    "disguised": _("This is a program that goes by the name of a document. It was not kept."),
    "size": _("The file that arrived has another size than announced. Send it again."),
    "quota": _("There is no room left for this file. Delete files, or ask your administrator for more room."),
    "infected": _("The virus scanner found something in this file. It was locked and cannot be fetched."),
}


class StoreDown(Exception):
    """The object store does not answer, or answers with a fault. `words` are for people."""

    words: Any = _("The file store does not answer at the moment. Nothing is lost; try again in a minute.")


class OtherOwner(RuntimeError):
    """A file of another tenant was about to be touched: a fault of ours, never something to explain to people."""
