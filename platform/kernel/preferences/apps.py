"""The manifest of the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class PreferencesConfig(ModuleConfig):
    """Settings of the tenant, its units and people; enumerations."""

    name = "kernel.preferences"
    label = "preferences"
    slug = "preferences"
    prefix = "settings"
    title = _("Settings")
    icon = "adjustments"
    #: New tables bring their words along at the upgrade; this is for releases that change words only.
    schedule = (Every(days=1, run="kernel.preferences.tasks.follow"),)

    def ready(self) -> None:
        from kernel.preferences.reading import listen

        super().ready()
        listen()
