"""Who may do what with a tenant. People of tenants never reach these acts; the vendor's staff and the product do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from tenants import functions, rights
from tenants.lifecycle import State
from tenants.models import Domain, DomainRequest, Tenant


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
    def end_demo(actor: Actor, tenant: Tenant) -> Verdict:
        """Whoever plays in a demo may end it: it is theirs alone. Nobody ends a real company like this."""
        if tenant.state != State.DEMO:
            return _("Only a demo can be ended like this.")
        return actor.kind in {"person", "system"}

    @staticmethod
    def upgrade(actor: Actor, tenant: Tenant | None) -> Verdict:
        """Starting an upgrade of all tenants."""
        return actor.may(rights.OPERATIONS)

    @staticmethod
    def erase(actor: Actor, tenant: Tenant) -> Verdict:
        """Ordering an erasure."""
        if tenant.is_public:
            return _("This row stands for the vendor itself and cannot be changed here.")
        return actor.may(rights.ERASE)


class DomainPolicy(Policy):
    """A company's own addresses: its administrators ask and choose, the product finds the proof."""

    noun = (Domain, DomainRequest)

    @staticmethod
    def manage(actor: Actor, thing: object) -> Verdict:
        """Ask for one, make one the main one, give one up."""
        return actor.may(functions.DOMAINS) or _("Only an administrator of the system may change its addresses.")

    @staticmethod
    def prove(actor: Actor, thing: object) -> Verdict:
        """Keep what a look at the name found: the mechanism itself."""
        return actor.kind == "system"
