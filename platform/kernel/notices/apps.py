"""The manifest of the notices."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig, parts
from kernel.tasks import Every


class NoticesConfig(ModuleConfig):
    """Notices in the page, by e-mail and by push; every mail of the product."""

    name = "kernel.notices"
    label = "notices"
    slug = "notices"
    title = _("Notices")
    icon = "bell"
    schedule = (
        Every(minutes=1, run="kernel.notices.tasks.sweep"),
        Every(minutes=1, run="kernel.notices.tasks.sweep", where="public"),
        Every(days=1, run="kernel.notices.tasks.clean"),
        Every(days=1, run="kernel.notices.tasks.clean", where="public"),
    )

    def ready(self) -> None:
        super().ready()
        for _manifest, _kinds in parts("notices"):
            pass  # the declarations add themselves
