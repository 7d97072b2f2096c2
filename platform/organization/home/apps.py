from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class HomeConfig(ModuleConfig):
    """The page at the root of a tenant's host."""

    name = "organization.home"
    label = "home"
    slug = "home"
    title = _("Home")
    icon = "home"
    prefix = ""
