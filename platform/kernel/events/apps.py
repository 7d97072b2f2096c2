from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class EventsConfig(ModuleConfig):
    name = "kernel.events"
    label = "events"
    slug = "events"
    prefix = "audit"
    title = _("Events and audit")
    schedule = (
        Every(minutes=1, run="kernel.events.tasks.sweep"),
        Every(minutes=1, run="kernel.events.tasks.sweep", where="public"),
    )
