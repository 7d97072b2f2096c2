"""What processes tell people about."""

from django.utils.translation import gettext_lazy as _

from kernel.notices import notice_kind

TASK_ARRIVED = notice_kind("workflow.task.arrived", _("Something to do"), group=_("Processes"))
TASK_URGED = notice_kind("workflow.task.urged", _("Somebody urges you"), group=_("Processes"), urgent=True)
MATTER_BLOCKED = notice_kind("workflow.matter.blocked", _("A matter stands still"), group=_("Processes"))
MATTER_ENDED = notice_kind("workflow.matter.ended", _("Your matter has ended"), group=_("Processes"))
