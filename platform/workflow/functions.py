"""Function rights over processes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MANAGE = "workflow.manage"
DESIGN = "workflow.design"

FUNCTIONS: dict[str, Any] = {
    MANAGE: _("Look after matters under way: jump, suspend, terminate, hand over"),
    DESIGN: _("Draw and publish processes"),
}

APPOINTED: dict[str, tuple[str, ...]] = {"group": (MANAGE, DESIGN)}
