"""Facts about tenants; recorded in the public schema."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

TenantClaimed = fact("tenants.tenant.claimed", _("Site handed out"), fields=("domain", "schema"), is_vendors=True)
TenantMoved = fact("tenants.tenant.moved", _("Tenant's state changed"), fields=("reason",), is_vendors=True)
DomainAsked = fact("tenants.domain.asked", _("Address of the company's own asked for"), fields=("domain",))
DomainProven = fact("tenants.domain.proven", _("Address of the company's own proven"), fields=("domain",))
DomainMadeMain = fact("tenants.domain.made_main", _("Main address changed"))
DomainGivenUp = fact("tenants.domain.given_up", _("Address of the company's own given up"), fields=("domain",))
ContractChanged = fact("tenants.contract.changed", _("Contract changed"), is_vendors=True)
ModuleGranted = fact("tenants.module.granted", _("Module granted"), fields=("licence", "until"), is_vendors=True)
ModuleRevoked = fact("tenants.module.revoked", _("Module taken back"), fields=("licence",), is_vendors=True)
UpgradeOrdered = fact("tenants.upgrade.ordered", _("Upgrade of all tenants ordered"), is_vendors=True)
