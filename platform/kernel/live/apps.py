"""The manifest of the live stream. It has no tables."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class LiveConfig(ModuleConfig):
    """What changed, told to open pages."""

    name = "kernel.live"
    label = "live"
    slug = "live"
    title = _("Live pages")
