"""Facts of the API."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

TokenMade = fact("api.token.made", _("API token made"), fields=("scopes", "expires_at"))
TokenRevoked = fact("api.token.revoked", _("API token revoked"))
