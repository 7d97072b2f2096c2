"""The manifest of the web shell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class WebConfig(ModuleConfig):
    """Pages, lists, pickers and what every page is made of."""

    name = "kernel.web"
    label = "web"
    slug = "web"
    title = _("Pages")
    icon = "layout"
    schedule = (
        Every(days=1, run="kernel.web.tasks.clear_exports"),
        Every(days=1, run="kernel.web.tasks.clear_exports", where="public"),
    )
