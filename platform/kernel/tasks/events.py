"""What is said about background work, in the vendor's own log."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

TaskRevived = fact("tasks.letter.revived", _("Failed task tried again"), fields=("task", "letter"), is_vendors=True)
