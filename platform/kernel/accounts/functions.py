"""The function rights over accounts."""

from django.utils.translation import gettext_lazy as _

MANAGE = "accounts.manage"
#: On the console, where accounts are the vendor's staff.
MANAGE_STAFF = "console.staff"

FUNCTIONS = {MANAGE: _("Make, switch off and unlock accounts, and demand new passwords")}
