"""`migrate` under scopes: the public schema by itself, a tenant's schema when called inside its scope."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from kernel.scope import current_or_none, public


class Command(DjangoMigrate):
    """Inside a scope Django's own command; outside one it migrates the public schema."""

    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        if current_or_none() is not None:
            super().handle(*args, **options)
            return
        with public():
            super().handle(*args, **options)
