"""What people are told about webhooks."""

from django.utils.translation import gettext_lazy as _

from kernel.notices import notice_kind

PAUSED = notice_kind("webhooks.endpoint.paused", _("A webhook was paused"), group=_("Webhooks"))
