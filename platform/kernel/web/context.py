"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kernel.web.access import actor_of
from kernel.web.shell import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` (asks only for what a template uses), `actor`, and the `base` of templates that are not drawn by page()."""
    return {"shell": Shell(request), "actor": actor_of(request), "base": "web/plain.html"}
