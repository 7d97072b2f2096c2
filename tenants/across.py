"""The only place where one statement reads several tenants' schemas, each named in full, in chunks.

Asked from the public scope. UNION ALL over schemas is what every server that spreads schemas lets through, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from kernel.scope import current
from tenants.catalogue import Unfit, is_tenants
from tenants.models import Tenant
from tenants.release import Release, release

T = TypeVar("T")
CHUNK = 200


@dataclass(frozen=True)
class Standing:
    """Where a tenant's tables are against the release: how many of its migrations are applied, None without a schema."""

    tenant: Tenant
    applied: int | None
    expected: int

    @property
    def is_behind(self) -> bool:
        """Whether something is left to migrate."""
        return self.applied != self.expected


def standings(tenants: Sequence[Tenant], made: Release | None = None) -> Iterator[Standing]:
    """The honest check: the migrations that each schema's own table names, against the release's.

    One statement for each 200 schemas. Schemas that are not there are answered with `applied` None.
    """
    made = made or release()
    apps, names = [app for app, _ in made.applied], [name for _, name in made.applied]
    expected = len(made.applied)
    for chunk in _chunks(tenants):
        there = _existing([tenant.schema_name for tenant in chunk])
        counted = _union(
            [tenant.schema_name for tenant in chunk if tenant.schema_name in there],
            "SELECT '{schema}', count(*) FROM \"{schema}\".django_migrations m JOIN wanted w ON w.app = m.app AND w.name = m.name",
            "WITH wanted AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::text[]) AS w(app, name)) ",
            [apps, names],
        )
        for tenant in chunk:
            yield Standing(tenant, counted.get(tenant.schema_name), expected)


def with_account(email: str, tenants: Sequence[Tenant]) -> list[Tenant]:
    """The tenants where an active account has this e-mail address."""
    found: list[Tenant] = []
    for chunk in _chunks(tenants):
        there = _existing([tenant.schema_name for tenant in chunk])
        counted = _union(
            [tenant.schema_name for tenant in chunk if tenant.schema_name in there],
            "SELECT '{schema}', count(*) FROM \"{schema}\".accounts_account a, wanted WHERE lower(a.email) = wanted.email AND a.is_active",
            "WITH wanted AS (SELECT lower(%s::text) AS email) ",
            [email],
        )
        found += [tenant for tenant in chunk if counted.get(tenant.schema_name)]
    return found


def _union(schemas: Iterable[str], select: str, head: str, parameters: list[Any]) -> dict[str, int]:
    parts = []
    for schema in schemas:
        if not is_tenants(schema):
            raise Unfit(f"{schema} is no tenant's schema")
        parts.append(select.replace("{schema}", schema))
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(head + " UNION ALL ".join(parts), parameters)
        return dict(cursor.fetchall())


def _existing(schemas: list[str]) -> set[str]:
    if not current().is_public:
        raise RuntimeError("several tenants are read from the public scope only")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid"
            " AND c.relname = 'django_migrations' WHERE n.nspname = ANY(%s)",
            [schemas],
        )
        return {row[0] for row in cursor.fetchall()}


def _chunks(rows: Sequence[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
