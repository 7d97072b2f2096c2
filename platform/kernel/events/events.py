"""What is said about the log itself."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

LogRead = fact("events.log.read", _("Audit log read"), fields=("filters",))
LogVerified = fact("events.log.verified", _("Audit log verified"), fields=("holds", "links", "broken_at"))
DeliveryRetried = fact("events.delivery.retried", _("Failed effect tried again"), fields=("handler", "done"))
