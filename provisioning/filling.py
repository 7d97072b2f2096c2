"""Filling a company with the showcase's data: every package's own seed, from the lowest floor up."""

from __future__ import annotations

import secrets

from kernel.registry import parts
from kernel.scope import current
from kernel.showcase import Showcase
from organization import seed as people


def fill_showcase(password: str = "") -> list[people.SignIn]:
    """Fill the tenant in hand; safe to repeat. Without a password nobody can sign in but by a role button."""
    current()
    showcase = Showcase(password or secrets.token_urlsafe(24))
    for _manifest, part in parts("seed"):
        part.run(showcase)
    return people.sign_ins()
