"""Facts about tenants; recorded in the public schema."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

TenantClaimed = fact("tenants.tenant.claimed", _("Site handed out"), fields=("domain", "schema"))
TenantMoved = fact("tenants.tenant.moved", _("Tenant's state changed"), fields=("reason",))
