"""The manifest of forms."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class FormsConfig(ModuleConfig):
    """Forms, their records and their numbers. Every tenant has it."""

    name = "forms"
    # Django has an app of the label "forms" itself.
    label = "oaform"
    slug = "forms"
    title = _("Forms")
    icon = "file"
