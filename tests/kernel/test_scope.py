"""The scope: one transaction, one search path, and nothing outside it. Rules 1 and 2 of the house."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from kernel.accounts.models import Account
from kernel.scope import (
    PUBLIC,
    OutsideScope,
    Scope,
    SwallowedError,
    abandon,
    after_commit,
    current,
    current_or_none,
    public,
    scope,
)
from tenants.models import Tenant
from tests.support import databases
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-05")


def path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def test_outside_a_scope_nothing_can_be_asked(db: None) -> None:
    with pytest.raises(OutsideScope):
        current()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Account.objects.count()


def test_a_scope_sees_its_own_schema_and_never_public_tables(db: None) -> None:
    with scope(ONE):
        assert path() == "t_one, extensions"
        assert Account.objects.count() == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Tenant.objects.count()
    with scope(PUBLIC):
        assert Tenant.objects.count() == 3


def test_scopes_nest_and_come_back(db: None) -> None:
    with scope(ONE):
        with public():
            assert path() == "public, extensions"
            with public():
                assert current() is PUBLIC
        assert path() == "t_one, extensions"
        with scope(TWO):
            assert path() == "t_two, extensions"
        with pytest.raises(RuntimeError), scope(TWO):
            raise RuntimeError
        assert path() == "t_one, extensions"
        with pytest.raises(DatabaseError), scope(TWO), connection.cursor() as cursor:
            cursor.execute("SELECT nonsense")
        assert path() == "t_one, extensions"


def test_rows_written_in_one_tenant_are_not_in_the_other(db: None) -> None:
    with scope(ONE):
        Account.objects.create(username="lin")
    with scope(TWO):
        assert not Account.objects.exists()


def test_a_swallowed_error_fails_the_unit(own_database: str) -> None:
    with pytest.raises(SwallowedError), scope(ONE):
        Account.objects.create(username="lin")
        try:
            with transaction.atomic(savepoint=False):
                Account.objects.create(username="LIN")
        except DatabaseError:
            pass
    with scope(ONE):
        assert not Account.objects.exists()


def test_a_raw_error_swallowed_by_hand_fails_the_commit(own_database: str) -> None:
    with pytest.raises(DatabaseError), scope(ONE):
        Account.objects.create(username="lin")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT nonsense")
        except DatabaseError:
            pass
    with scope(ONE):
        assert not Account.objects.exists()


def test_a_missing_schema_fails_at_the_first_query(db: None) -> None:
    gone = Scope(ONE.tenant, "t_gone")
    with pytest.raises(ProgrammingError), scope(gone):
        Account.objects.count()


def test_a_name_that_is_no_schema_name_is_refused() -> None:
    for name in ('t_one"; DROP SCHEMA public; --', "T_ONE", "", "t one"):
        with pytest.raises(ValueError):
            Scope(ONE.tenant, name)
    with pytest.raises(ValueError):
        Scope(ONE.tenant, "public")
    with pytest.raises(ValueError):
        Scope(None, "t_one")


def test_the_connection_and_the_code_must_agree(db: None) -> None:
    import contextvars

    with scope(ONE):
        with pytest.raises(OutsideScope):
            contextvars.Context().run(Account.objects.count)
        assert Account.objects.count() == 0


def test_abandon_rolls_back_without_an_error(own_database: str) -> None:
    with scope(ONE):
        Account.objects.create(username="lin")
        abandon()
    with scope(ONE):
        assert not Account.objects.exists()
        Account.objects.create(username="lin")
    with scope(ONE):
        assert Account.objects.count() == 1


def test_what_runs_after_the_commit_has_a_scope_of_its_own(own_database: str) -> None:
    seen: list[object] = []
    with scope(ONE):
        after_commit(lambda: seen.append((current(), Account.objects.count())))
        Account.objects.create(username="lin")
        with pytest.raises(RuntimeError), scope(TWO):
            after_commit(lambda: seen.append("never"))
            raise RuntimeError
    assert seen == [(ONE, 1)]
    assert current_or_none() is None


def test_the_path_of_a_connection_is_empty_after_a_unit(own_database: str) -> None:
    with scope(ONE):
        pass
    wrapper: Any = connections["default"]
    wrapper.connecting = True  # the guard itself is what we look behind
    try:
        assert path() == '""'
    finally:
        wrapper.connecting = False


def test_a_tenant_on_another_server_is_reached_through_the_default_connection(
    own_database: str, django_db_setup: str
) -> None:
    """Two databases play two servers: what is written in the tenant's scope lands on the tenant's server."""
    second = f"{django_db_setup}_second"
    databases.create(second, databases.template())
    connections.settings["second"] = {**connections.settings["default"], "NAME": second}
    there = Scope(ONE.tenant, ONE.schema, "second")
    seen: list[object] = []
    try:
        with scope(there):
            Account.objects.create(username="lin")
            after_commit(lambda: seen.append((current(), Account.objects.count())))
            assert seen == []
            with public():
                assert Tenant.objects.count() == 3
            with scope(ONE):
                assert not Account.objects.exists()
            assert Account.objects.count() == 1
        assert seen == [(there, 1)]
        with scope(ONE):
            assert not Account.objects.exists()
        with pytest.raises(RuntimeError), scope(there):
            Account.objects.create(username="chen")
            raise RuntimeError
        with scope(there):
            assert Account.objects.count() == 1
    finally:
        del connections.settings["second"]
        databases.drop(second)
