"""Facts of provisioning; recorded in the public schema, those of the demo in its tenant."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

SignUpBegun = fact("provisioning.signup.begun", _("Sign-up begun"), is_vendors=True)
SignUpVerified = fact("provisioning.signup.verified", _("E-mail address proven"), is_vendors=True)
SignUpSubmitted = fact("provisioning.signup.submitted", _("Sign-up sent off"), fields=("domain",), is_vendors=True)
SiteReady = fact("provisioning.site.ready", _("Site ready"), fields=("domain", "seconds"), is_vendors=True)
CreationResumed = fact("provisioning.creation.resumed", _("Failed creation tried again"), is_vendors=True)
DemoBegun = fact("provisioning.demo.begun", _("Demo begun"), is_vendors=True)
DemoRoleTaken = fact("provisioning.demo.role_taken", _("Demo goes on in another role"), fields=("role",))
StaffRevoked = fact("provisioning.staff.revoked", _("Staff role taken back"), fields=("role",), is_vendors=True)
StaffAppointed = fact("provisioning.staff.appointed", _("Staff role given"), fields=("role",), is_vendors=True)
PoolSet = fact("provisioning.pool.set", _("Size of the pool changed"), fields=("stock",), is_vendors=True)
PoolFillingOrdered = fact("provisioning.pool.filling_ordered", _("Filling of the pool ordered"), is_vendors=True)
SomebodyArrived = fact("provisioning.handover.used", _("Came over from the public site"), is_vendors=True)
TenantErased = fact(
    "provisioning.tenant.erased", _("Tenant erased"), fields=("schema", "tables", "files"), is_vendors=True
)
