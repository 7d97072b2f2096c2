"""The manifest of the organisation."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class OrganizationConfig(ModuleConfig):
    """Units, departments, posts, levels, people, roles, work scope. Every tenant has it."""

    name = "organization"
    label = "organization"
    slug = "organization"
    title = _("Organisation")
    icon = "sitemap"
    default_auto_field = "django.db.models.BigAutoField"
    schedule = (Every(minutes=10, run="organization.tasks.apply_due_change_sets", where="each_tenant"),)
