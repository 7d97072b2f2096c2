"""Filling a company with the showcase's data: every package's own seed, from the lowest floor up."""

from __future__ import annotations

import secrets

from kernel.actor import Actor
from kernel.preferences import actions as preferences
from kernel.registry import parts
from kernel.scope import current
from organization import seed as people


def fill_showcase(password: str = "") -> list[people.SignIn]:
    """Fill the tenant in hand; safe to repeat. Without a password nobody can sign in but by a role button."""
    current()
    preferences.sync_enumerations(by=Actor.system("seed"))
    sign_ins = people.run(by=Actor.system("seed"), password=password or secrets.token_urlsafe(24))
    for manifest, part in parts("seed"):
        if manifest.label != "organization":
            part.run(None)
    return sign_ins
