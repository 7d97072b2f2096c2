"""Who may do what with a tenant. People of tenants never reach these acts; the vendor's staff and the product do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from tenants import rights
from tenants.models import Tenant


class TenantPolicy(Policy):
    """The vendor's staff by their rights; making and claiming is the product's own work."""

    noun = Tenant

    @staticmethod
    def see(actor: Actor, tenant: Tenant | None) -> Verdict:
        """All staff see the list of tenants."""
        return actor.may(rights.SEE)

    @staticmethod
    def make(actor: Actor, tenant: Tenant | None) -> Verdict:
        """Only the product makes and hands out schemas."""
        return actor.kind == "system" or _("Only the product itself makes tenants.")

    @staticmethod
    def manage(actor: Actor, tenant: Tenant) -> Verdict:
        """Suspending, resuming, licences. The vendor's own row is nobody's to change."""
        if tenant.is_public:
            return _("This row stands for the vendor itself and cannot be changed here.")
        return actor.may(rights.TENANTS)

    @staticmethod
    def erase(actor: Actor, tenant: Tenant) -> Verdict:
        """Ordering an erasure."""
        if tenant.is_public:
            return _("This row stands for the vendor itself and cannot be changed here.")
        return actor.may(rights.ERASE)
