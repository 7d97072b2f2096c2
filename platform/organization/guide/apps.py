"""The manifest of the first-run guide."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class GuideConfig(ModuleConfig):
    """Leads a new company's administrator through setting up."""

    name = "organization.guide"
    label = "guide"
    slug = "guide"
    title = _("Setting up")
    icon = "list-check"
