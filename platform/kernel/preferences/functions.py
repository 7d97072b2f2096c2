"""Function rights over settings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MANAGE = "preferences.manage"
# Who may change the system's settings as a whole may change these.
SYSTEM = "system.manage"

FUNCTIONS: dict[str, Any] = {MANAGE: _("Change the company's settings and enumerations")}
