"""Function rights over working calendars."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MANAGE = "calendars.manage"

FUNCTIONS: dict[str, Any] = {MANAGE: _("Change the working calendars: hours, holidays, made-up working days")}
