"""The function rights of the vendor's staff at the console. They are no rights of tenants' roles."""

from django.utils.translation import gettext_lazy as _

SEE = "console.see"
TENANTS = "console.tenants"
ERASE = "console.erase"
OPERATIONS = "console.operations"
MAIL = "console.mail"
STAFF = "console.staff"

RIGHTS = {
    SEE: _("See the console and its lists"),
    TENANTS: _("Suspend and resume tenants"),
    ERASE: _("Order the erasure of a tenant"),
    OPERATIONS: _("Fill the pool, run upgrades, look into jobs"),
    MAIL: _("Read the mail that was caught instead of sent"),
    STAFF: _("Appoint the vendor's staff"),
}
