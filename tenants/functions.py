"""The function right over a company's own addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DOMAINS = "domains.manage"

FUNCTIONS: dict[str, Any] = {DOMAINS: _("Give the site an address of the company's own")}
APPOINTED: dict[str, tuple[str, ...]] = {"system": (DOMAINS,)}
