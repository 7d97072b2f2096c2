"""`flush` under scopes: refuses outside one, where it would flush nothing and say it had."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as DjangoFlush

from kernel.scope import current_or_none


class Command(DjangoFlush):
    """Django's own command, inside a scope only."""

    def handle(self, **options: Any) -> None:
        if current_or_none() is None:
            raise CommandError("flush outside a scope would flush nothing")
        super().handle(**options)
