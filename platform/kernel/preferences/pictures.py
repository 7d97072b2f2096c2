"""Pictures among the settings: who may send them, and where they are fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.files.purposes import Act, purpose
from kernel.preferences.policies import manages
from kernel.preferences.units import units

if TYPE_CHECKING:
    from kernel.files.models import File
    from kernel.policies import Verdict

MEGABYTE = 1024**2


def may(actor: Actor, act: Act, file: File | None) -> Verdict:
    """Everybody sees them, for they stand on the sign-in page; administrators of the company or a unit send them."""
    if act == "read" or manages(actor) or units().managed_by(actor):
        return True
    return _("Only an administrator changes the company's pictures.")


PICTURE = purpose(
    "preferences.picture",
    title=gettext_lazy("Picture of the company"),
    may=may,
    max_bytes=5 * MEGABYTE,
    types=("image/png", "image/jpeg", "image/webp"),
)


def is_sent(picture: UUID, by: Actor) -> bool:
    """Whether the actor has sent this picture and it has arrived."""
    from kernel.files import queries

    return bool(queries.uploaded([picture], purpose=PICTURE.name, for_=by))


def address(key: str, picture: UUID | None) -> str:
    """Where the picture of a setting is fetched on this host; empty for none. A new picture has a new address."""
    return f"{reverse('preferences:picture', args=[key])}?v={picture.hex[-8:]}" if picture else ""
