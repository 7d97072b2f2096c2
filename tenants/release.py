"""What the running code expects of a schema: the digest of its migrations."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

#: Raised when the way in which the prepared file is written changes.
FORMAT = b"1"


@dataclass(frozen=True)
class Release:
    """The migrations of the code. `fingerprint` digests their names, `template` their text as well."""

    applied: tuple[tuple[str, str], ...]
    fingerprint: str
    template: str


@lru_cache(maxsize=1)
def release() -> Release:
    """The release in hand; read from disk once per process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    applied = tuple(sorted(loader.graph.nodes))
    text = hashlib.sha256(FORMAT)
    for key in applied:
        module = inspect.getfile(type(loader.graph.nodes[key]))
        text.update(repr(key).encode() + Path(module).read_bytes())
    return Release(applied, digest(applied), text.hexdigest())


def digest(applied: tuple[tuple[str, str], ...]) -> str:
    """SHA-256 of the names of applied migrations, in sorted order, as 64 hexadecimal digits."""
    lines = "\n".join(f"{app}.{name}" for app, name in sorted(applied))
    return hashlib.sha256(lines.encode()).hexdigest()
