from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class TenantsConfig(ModuleConfig):
    name = "tenants"
    label = "tenants"
    slug = "tenants"
    title = _("Tenants")
