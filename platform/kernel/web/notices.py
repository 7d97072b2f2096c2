"""What people are told about their lists."""

from django.utils.translation import gettext_lazy as _

from kernel.notices import notice_kind

EXPORT_READY = notice_kind("web.export.finished", _("A list is ready as a file"), group=_("Lists"), channels=())
EXPORT_FAILED = notice_kind("web.export.failed", _("A list could not be exported"), group=_("Lists"), channels=())
