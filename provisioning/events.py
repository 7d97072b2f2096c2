"""Facts of provisioning; recorded in the public schema, those of the demo in its tenant."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

SignUpBegun = fact("provisioning.signup.begun", _("Sign-up begun"))
SignUpVerified = fact("provisioning.signup.verified", _("E-mail address proven"))
SignUpSubmitted = fact("provisioning.signup.submitted", _("Sign-up sent off"), fields=("domain",))
SiteReady = fact("provisioning.site.ready", _("Site ready"), fields=("domain", "seconds"))
CreationResumed = fact("provisioning.creation.resumed", _("Failed creation tried again"))
DemoBegun = fact("provisioning.demo.begun", _("Demo begun"))
DemoRoleTaken = fact("provisioning.demo.role_taken", _("Demo goes on in another role"), fields=("role",))
StaffRevoked = fact("provisioning.staff.revoked", _("Staff role taken back"), fields=("role",))
StaffAppointed = fact("provisioning.staff.appointed", _("Staff role given"), fields=("role",))
PoolSet = fact("provisioning.pool.set", _("Size of the pool changed"), fields=("stock",))
PoolFillingOrdered = fact("provisioning.pool.filling_ordered", _("Filling of the pool ordered"))
SomebodyArrived = fact("provisioning.handover.used", _("Came over from the public site"))
TenantErased = fact("provisioning.tenant.erased", _("Tenant erased"), fields=("schema", "tables", "files"))
