"""Primary keys: UUIDv7 made by the application, so that rows can move between servers without renumbering."""

from __future__ import annotations

import uuid

import uuid_utils.compat
from django.db import models


def uuid7() -> uuid.UUID:
    """A new key: 48 bits of Unix milliseconds, then random bits (RFC 9562, section 5.7)."""
    return uuid_utils.compat.uuid7()


class KeyModel(models.Model):
    """Any row of ours: its key is made before it reaches the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
