"""The manifest of tenants: who a tenant is, and the addresses its people give it."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class TenantsConfig(ModuleConfig):
    """Its tables stand in the public schema only; its pages, on a tenant's host, are about the tenant itself."""

    name = "tenants"
    label = "tenants"
    slug = "tenants"
    title = _("Tenants")
    prefix = "addresses"
    schedule = (Every(minutes=10, run="tenants.tasks.look_at_domains", where="public"),)
