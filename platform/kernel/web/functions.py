"""The function rights over pages."""

from django.utils.translation import gettext_lazy as _

SHARE = "web.share_views"

FUNCTIONS = {SHARE: _("Show one's own saved views of lists to everybody")}
