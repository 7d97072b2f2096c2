"""Function rights over forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DESIGN = "forms.design"
MANAGE = "forms.manage"

FUNCTIONS: dict[str, Any] = {
    DESIGN: _("Design and publish forms, and give rights to them"),
    MANAGE: _("See and change the records of all forms, and void numbers"),
}

APPOINTED: dict[str, tuple[str, ...]] = {"group": (DESIGN, MANAGE)}
