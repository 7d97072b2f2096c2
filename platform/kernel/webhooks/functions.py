"""Function rights over webhooks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MANAGE = "webhooks.manage"
# Who may change the system's settings as a whole may connect it to others.
SYSTEM = "system.manage"

FUNCTIONS: dict[str, Any] = {MANAGE: _("Connect other systems by webhooks")}
