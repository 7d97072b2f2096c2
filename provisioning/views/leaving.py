"""Forms of the public site whose answer leads on to a tenant's host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse

from kernel.config.environment import environment

SITES = f"{environment.scheme}://*.{environment.base_domain}{environment.port_suffix}"


def leads_to_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the page's forms end on a site of our domain: browsers hold every redirect of a form to `form-action`."""
    widened: Any = csp_update({"form-action": [SITES]})(view)
    found: Callable[..., HttpResponse] = widened
    return found
