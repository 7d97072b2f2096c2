from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class ApiConfig(ModuleConfig):
    name = "kernel.api"
    label = "api"
    slug = "api"
    title = _("API")
    icon = "plug"
    schedule = (Every(hours=6, run="kernel.api.tasks.sweep"),)
