from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class TasksConfig(ModuleConfig):
    name = "kernel.tasks"
    label = "tasks"
    slug = "tasks"
    title = _("Background work")
