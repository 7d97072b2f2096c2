"""Who asked for a long list hears when it is there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.events import Event, on
from kernel.notices.actions.telling import notify
from kernel.web.notices import EXPORT_FAILED, EXPORT_READY


@on("web.export.finished")
def tell_ready(event: Event) -> None:
    """The list can be fetched."""
    notify(
        EXPORT_READY,
        to=[f"account:{event.data['account']}"],
        title=_("Your exported list is ready"),
        body=_("It can be fetched for a week."),
        url=f"/web/exports/{event.subject_id}/",
        source=event.id,
    )


@on("web.export.failed")
def tell_failed(event: Event) -> None:
    """The list could not be written."""
    notify(
        EXPORT_FAILED,
        to=[f"account:{event.data['account']}"],
        title=_("Your list could not be exported"),
        body=_("The list is gone, you may no longer see it, or there is no room left for its file."),
        source=event.id,
    )
