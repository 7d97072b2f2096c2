"""Fixtures that everybody uses: two tenants with the same ids, scopes, clients, and databases of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from kernel import actor as actors
from kernel.scope import PUBLIC, Scope, current_or_none, scope
from tests.support import databases
from tests.support.databases import HOSTS, ONE, TWO


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this worker's own, copied from the template."""
    from django.conf import settings

    with django_db_blocker.unblock():
        template = databases.template()
        databases.create(settings.TEST_DATABASE, template)
        databases.use(settings.TEST_DATABASE)
    yield settings.TEST_DATABASE
    with django_db_blocker.unblock():
        connections["default"].close()
        databases.drop(settings.TEST_DATABASE)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """No test leaves a scope or an actor behind, and none remembers another's hosts or cache."""
    from tenants import hosts

    hosts.forget_here()
    yield
    assert current_or_none() is None
    assert actors.current_actor() is None


@pytest.fixture
def one() -> Scope:
    """The first tenant's scope."""
    return ONE


@pytest.fixture
def two() -> Scope:
    """The second tenant's scope; its rows have the same ids as the first's."""
    return TWO


@pytest.fixture
def tenant(db: None) -> Iterator[Scope]:
    """Inside the first tenant, rolled back at the end."""
    with scope(ONE):
        yield ONE


@pytest.fixture
def own_database(django_db_setup: str, django_db_blocker: Any) -> Iterator[str]:
    """A database for one test in which commits are real; dropped afterwards."""
    name = f"{django_db_setup}_own"
    with django_db_blocker.unblock():
        connections["default"].close()
        databases.create(name, databases.template())
        databases.use(name)
        yield name
        connections["default"].close()
        databases.use(django_db_setup)
        databases.drop(name)


@pytest.fixture
def visit(db: None) -> Callable[..., Client]:
    """Make a client of a host: visit("one"), visit("site"), visit("console"), visit("two")."""

    def make(host: str = "one", **options: Any) -> Client:
        return Client(headers={"host": HOSTS.get(host, host)}, **options)

    return make


@pytest.fixture
def client_for(visit: Callable[..., Client]) -> Callable[..., Client]:
    """Make a client signed in as an account: client_for(account), client_for(account, "two")."""

    def make(account: Any, host: str = "one", **options: Any) -> Client:
        client = visit(host, **options)
        to = {"one": ONE, "two": TWO}.get(host)
        with scope(to or PUBLIC):
            client.force_login(account)
        return client

    return make


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test may only claim capabilities that the catalogue knows."""
    from kernel.features import ids

    known = ids()
    for item in items:
        for mark in item.iter_markers("feature"):
            unknown = [name for name in mark.args if name not in known]
            if unknown:
                raise pytest.UsageError(f"{item.nodeid} claims {', '.join(unknown)}, which the catalogue does not know")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """In CI a skipped test is a failed one: nothing is left out in silence."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
