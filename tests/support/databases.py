"""Databases for tests: a template made once from the migrations, then copied in a fraction of a second.

The template holds the public schema and two tenants, `t_one` and `t_two`, with the same ids inside.
It is made anew when a migration or a model changes, and kept otherwise.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from kernel.scope import PUBLIC, Scope, scope
from tests.support.environment import NAME

ROOT = Path(__file__).resolve().parents[2]
ADMIN = "postgresql://postgres@127.0.0.1:25432/postgres"
ONE = Scope(UUID("00000000-0000-7000-8000-000000000001"), "t_one")
TWO = Scope(UUID("00000000-0000-7000-8000-000000000002"), "t_two")
HOSTS = {"one": "one.localhost", "two": "two.localhost", "site": "localhost", "console": "console.localhost"}
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "pgcrypto")


def fingerprint() -> str:
    """A digest of all that the template is made of."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for folder in ("platform", "tenants", "provisioning", "modules"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts or "models" in path.parts or path.name == "models.py":
                total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()[:12]


def _admin(*statements: str, database: str = "postgres", **names: str) -> None:
    with psycopg.connect(ADMIN.rpartition("/")[0] + "/" + database, autocommit=True) as connection:
        for statement in statements:
            connection.execute(
                sql.SQL(statement).format(**{key: sql.Identifier(value) for key, value in names.items()})
            )


def create(name: str, template: str | None = None) -> None:
    """Create a database owned by the application's role, with the extensions' schema beside it."""
    drop(name)
    if template:
        _admin("CREATE DATABASE {name} OWNER tongban TEMPLATE {template}", name=name, template=template)
        return
    _admin("CREATE DATABASE {name} OWNER tongban", name=name)
    _admin(
        "CREATE SCHEMA extensions",
        *(f"CREATE EXTENSION {extension} SCHEMA extensions" for extension in EXTENSIONS),
        "GRANT USAGE ON SCHEMA extensions TO tongban",
        "ALTER SCHEMA public OWNER TO tongban",
        database=name,
    )


def drop(name: str) -> None:
    """Drop a database, and whoever is connected to it."""
    _admin("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)


def use(name: str) -> None:
    """Point the default connection to another database."""
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def _locked() -> Iterator[None]:
    with Path(f"/tmp/tongban-test-{NAME}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def template() -> str:
    """The name of the template database of the present models; made when it is not there yet."""
    name = f"tongban_tpl_{NAME}_{fingerprint()}"
    with _locked(), psycopg.connect(ADMIN, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name not in known:
            for old in known:
                if str(old).startswith(f"tongban_tpl_{NAME}_"):
                    drop(old)
            _build(name + "_new")
            _admin("ALTER DATABASE {old} RENAME TO {name}", old=name + "_new", name=name)
    return name


def _build(name: str) -> None:
    create(name)
    use(name)
    call_command("migrate", verbosity=0, interactive=False)
    with scope(PUBLIC):
        _rows()
    for to in (ONE, TWO):
        with scope(to) as _, connections["default"].cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{to.schema}"')
            call_command("migrate", verbosity=0, interactive=False)
    connections["default"].close()


def _rows() -> None:
    from tenants.models import Domain, Tenant

    now = datetime.now(UTC)
    vendor = Tenant.objects.create(
        id=UUID(int=0x7000 << 64), schema_name="public", name="Tongban", state="active", state_since=now
    )
    Domain.objects.create(tenant=vendor, domain=HOSTS["site"], purpose="site", is_primary=True)
    Domain.objects.create(tenant=vendor, domain=HOSTS["console"], purpose="console", is_primary=False)
    for to, name, host in ((ONE, "和一集团", HOSTS["one"]), (TWO, "双木集团", HOSTS["two"])):
        tenant = Tenant.objects.create(id=to.tenant, schema_name=to.schema, name=name, state="active", state_since=now)
        Domain.objects.create(tenant=tenant, domain=host, purpose="tenant", is_primary=True)
