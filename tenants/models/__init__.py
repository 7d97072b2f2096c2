"""The rows of the public schema that say who a tenant is."""

from tenants.models.domain import Domain, DomainRequest
from tenants.models.licence import ModuleGrant
from tenants.models.tenant import Tenant
from tenants.models.upgrade import UpgradeFailure, UpgradeRun

__all__ = ["Domain", "DomainRequest", "ModuleGrant", "Tenant", "UpgradeFailure", "UpgradeRun"]
