"""The secrets of the embedded servers: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import write_private


@dataclass(frozen=True)
class Credentials:
    """Random, never shown, the same at every start."""

    secret_key: str
    database_password: str
    superuser_password: str
    valkey_password: str
    s3_access_key: str
    s3_secret_key: str


def read_credentials(var: Path) -> Credentials | None:
    """What var/secrets.json holds, None when there is none or it is not ours to read. Raises CannotStart if broken."""
    path = var / "secrets.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Credentials(**{field.name: str(found[field.name]) for field in fields(Credentials)})
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except (ValueError, KeyError, TypeError):
        raise CannotStart(
            f"{path} is damaged. Bring it back from a copy; without it the database in {var / 'pg'} cannot be opened."
        ) from None


def make_credentials(var: Path) -> Credentials:
    """Read them, or make and keep them. Raises CannotStart when they are lost or belong to somebody else."""
    path = var / "secrets.json"
    if found := read_credentials(var):
        return found
    if path.exists():
        raise CannotStart(
            f"{path} belongs to another user. Start as that user, or set TONGBAN_VAR to a folder of your own."
        )
    if (var / "pg" / "PG_VERSION").exists():
        raise CannotStart(
            f"{path} is missing, and it holds the passwords of the database in {var / 'pg'}. Bring it back from a copy, "
            f"or remove {var} to begin with empty data."
        )
    made = Credentials(
        secret_key=secrets.token_urlsafe(50),
        database_password=secrets.token_urlsafe(24),
        superuser_password=secrets.token_urlsafe(24),
        valkey_password=secrets.token_urlsafe(24),
        s3_access_key=secrets.token_hex(10),
        s3_secret_key=secrets.token_urlsafe(30),
    )
    write_private(path, json.dumps(asdict(made), indent=2) + "\n")
    return made
