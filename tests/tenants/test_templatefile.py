"""The prepared file: it makes what the migrations make, and nothing is left behind."""

from __future__ import annotations

import uuid

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from kernel.scope import Scope, scope
from tenants import catalogue, templatefile
from tenants.models.tenant import schema_for
from tenants.release import release
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("SAAS-05")


@pytest.fixture
def fresh() -> Scope:
    made = uuid.uuid4()
    return Scope(made, schema_for(made))


def test_the_file_makes_what_the_migrations_make(db: None, fresh: Scope) -> None:
    other = Scope(uuid.uuid4(), "t_migrated")
    with scope(fresh):
        templatefile.replay(templatefile.template())
        replayed = catalogue.describe()
    with scope(other):
        templatefile.create_schema()
        call_command("migrate", verbosity=0, interactive=False)
        migrated = catalogue.describe()
    for kind in migrated:
        assert replayed[kind] == migrated[kind], kind
    assert len(migrated["tables"]) > 30
    assert migrated["rows"]


def test_a_replayed_schema_has_no_migration_left_to_do_and_numbers_go_on(db: None, fresh: Scope) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.db.migrations.executor import MigrationExecutor

    with scope(fresh):
        templatefile.replay(templatefile.template())
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        last = max(ContentType.objects.values_list("pk", flat=True))
        assert ContentType.objects.create(app_label="x", model="x").pk == last + 1


def test_what_the_two_compare_would_show_a_difference(db: None, fresh: Scope) -> None:
    with scope(fresh):
        templatefile.replay(templatefile.template())
        before = catalogue.describe()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_account ALTER COLUMN name SET DEFAULT 'x'")
            cursor.execute("DROP INDEX account_username_once")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'events'")
        after = catalogue.describe()
    assert before["columns"] != after["columns"]
    assert before["indexes"] != after["indexes"]
    assert before["rows"] != after["rows"]


def test_a_failing_replay_leaves_nothing(own_database: str, fresh: Scope) -> None:
    made = templatefile.template()
    broken = templatefile.Template(made.fingerprint, made.digest, (*made.statements, "SELECT nonsense"))
    with pytest.raises(DatabaseError), scope(fresh):
        templatefile.replay(broken)
    with scope(ONE):
        assert not catalogue.exists(fresh.schema)


def test_building_leaves_no_schema_behind(own_database: str) -> None:
    def schemas() -> list[tuple[str, ...]]:
        with scope(ONE), connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace ORDER BY 1")
            return list(cursor.fetchall())

    before = schemas()
    made = templatefile.build()
    assert schemas() == before
    assert made.fingerprint == release().fingerprint
    assert templatefile.path().exists()


def test_what_a_tenant_may_not_hold_is_refused(db: None) -> None:
    with scope(ONE):
        with connection.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE stray")
        with pytest.raises(catalogue.Unfit, match="stray"):
            catalogue.statements()
