"""A database for measurements: made beside the configured one, thrown away at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kernel.actor import Actor
from kernel.preferences.actions import sync_enumerations
from kernel.scope import PUBLIC, Scope, close_before_fork, public, scope
from tenants import templatefile
from tenants.models import Tenant
from tenants.models.tenant import schema_for

SERVICE = "postgres"  # exists on every server; from there databases are made and dropped
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "pgcrypto")


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A migrated, empty database with the vendor's row; the default connection points to it. Answers its name.

    Needs the right to create databases, which the product's own role has.
    """
    before = str(connections["default"].settings_dict["NAME"])
    name = f"tongban_bench_{kind}_{os.getpid()}"
    _run(SERVICE, f"CREATE DATABASE {name}")
    try:
        _run(name, "CREATE SCHEMA extensions", *(f"CREATE EXTENSION {one} SCHEMA extensions" for one in EXTENSIONS))
        use(name)
        call_command("migrate", verbosity=0, interactive=False)
        with public():
            Tenant.objects.create(schema_name=PUBLIC.schema, name="Tongban", state="active", state_since=_now())
        yield name
    finally:
        use(before)
        _run(SERVICE, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def tenants(count: int) -> list[Tenant]:
    """So many open companies with empty schemas of the present release."""
    made, found = templatefile.template(), []
    for _ in range(count):
        with public():
            tenant = Tenant(state="active", state_since=_now(), name="bench")
            tenant.schema_name = schema_for(tenant.pk)
            tenant.save(force_insert=True)
        with scope(Scope(tenant.pk, tenant.schema_name)):
            templatefile.replay(made)
            # As the pool does: an upgrade is not to be charged with what every company has long had.
            sync_enumerations(by=Actor.system("bench"))
        found.append(tenant)
    return found


def use(name: str) -> None:
    """Point the default connection to another database."""
    close_before_fork()
    connection = connections["default"]
    connection.settings_dict["NAME"] = name


def _run(name: str, *statements: str) -> None:
    where: Any = settings.DATABASES["default"]
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"] or 5432, user=where["USER"], password=where["PASSWORD"], dbname=name,
        autocommit=True,
    ) as connection:  # fmt: skip
        for statement in statements:
            connection.execute(sql.SQL(statement))


def _now() -> datetime:
    return datetime.now(UTC)
