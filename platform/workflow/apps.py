"""The manifest of processes."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class WorkflowConfig(ModuleConfig):
    """Processes, matters under way, tasks, opinions. Every tenant has it."""

    name = "workflow"
    label = "workflow"
    slug = "workflow"
    title = _("Processes")
    icon = "git-branch"
    schedule = (Every(minutes=1, run="workflow.tasks.look_at_the_clock", where="each_tenant"),)
