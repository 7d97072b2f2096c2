"""The prepared file: SQL that makes an empty tenant, written from the migrations and replayed for each new one.

The file is derived: it lies under var/ and is written anew when its fingerprint is not the release's.
A gzip of JSON lines: a head, then one statement a line. Names in it are unqualified, so the schema is
whatever the unit of work is bound to.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.core.management import call_command
from django.db import connection
from psycopg import Cursor

from kernel.config.environment import environment
from kernel.scope import Scope, abandon, current, scope
from tenants import catalogue
from tenants.models.tenant import schema_for
from tenants.release import release


@dataclass(frozen=True)
class Template:
    """The statements that make an empty tenant, and the release they belong to."""

    fingerprint: str
    digest: str
    statements: tuple[str, ...]


def path() -> Path:
    """Where the file of the release in hand lies, whether it is there or not."""
    return environment.var / "templates" / f"tenant-{release().template[:16]}.sql.gz"


def template() -> Template:
    """The release's template; built from the migrations first when the file is not there yet.

    Two processes at once build it once. Takes the time of one migration when it must be built.
    """
    return _read(path(), release().template)


def build() -> Template:
    """Make an empty tenant by the migrations, write down what came of it, and leave nothing behind.

    All of it is one transaction that is rolled back, so that an interrupted build leaves no schema.
    """
    scratch_id = uuid.uuid4()
    scratch = Scope(scratch_id, schema_for(scratch_id))
    with scope(scratch):
        create_schema()
        call_command("migrate", verbosity=0, interactive=False)
        statements = catalogue.statements()
        abandon()
    made = Template(release().fingerprint, release().template, tuple(statements))
    _write(path(), made)
    _read.cache_clear()
    return made


def replay(made: Template) -> None:
    """Make the schema of the scope in hand from a template. Raises what the server says; the unit then keeps nothing."""
    create_schema()
    raw = cast(Any, connection).connection
    # One statement a message, sent ahead without waiting for each answer.
    with connection.wrap_database_errors, raw.pipeline(), Cursor(raw) as cursor:
        for statement in made.statements:
            cursor.execute(cast(Any, statement))


def create_schema() -> None:
    """Create the schema of the scope in hand, which must not be there yet."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{current().schema}"')


@lru_cache(maxsize=1)
def _read(file: Path, digest: str) -> Template:
    with _locked(file):
        if not file.exists():
            return build()
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            head = json.loads(next(lines))
            statements = tuple(json.loads(line) for line in lines)
    if head["digest"] != digest or head["statements"] != len(statements):
        raise RuntimeError(f"{file} is damaged or of another release: delete it, and it is made anew")
    return Template(head["fingerprint"], digest, statements)


def _write(file: Path, made: Template) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}.new")
    head = {"fingerprint": made.fingerprint, "digest": made.digest, "statements": len(made.statements)}
    with gzip.open(beside, "wt", encoding="utf-8") as lines:
        for line in (head, *made.statements):
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    beside.replace(file)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
