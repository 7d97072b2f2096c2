"""One small company: 林岚 (an employee) and 周正 (an administrator), and the same names in the second tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from kernel.accounts import rule
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.scope import Scope, scope
from tests.support.databases import ONE, TWO

PASSWORD = "门前 老槐树 1987 秋千"
NEW = "河边 蓝风筝 3 只 小船"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
VISITOR = Actor.visitor("10.0.0.7")


@pytest.fixture(autouse=True)
def _no_remembered_rules() -> Iterator[None]:
    rule.forget()
    yield
    rule.forget()


def make(to: Scope, username: str = "linlan", password: str = PASSWORD, **values: object) -> Account:
    """An account made past the acts, for what comes before the test."""
    with scope(to):
        account = Account(username=username, **({"name": "林岚", "email": f"{username}@example.com"} | values))
        account.set_password(password)
        account.save(force_insert=True)
        return account


def holder(account: Account, *functions: str) -> Actor:
    """The actor of an account."""
    return Actor(
        kind="person", name=str(account), account=account.pk, address="10.0.0.7", functions=frozenset(functions)
    )


@pytest.fixture
def lin(db: None) -> Account:
    return make(ONE, phone="13800000001")


@pytest.fixture
def zhou(db: None) -> Account:
    return make(ONE, "zhouzheng", name="周正")


@pytest.fixture
def other_lin(db: None) -> Account:
    """The same sign-in name in the second tenant, with another password."""
    return make(TWO, password=NEW)


@pytest.fixture
def admin(zhou: Account) -> Actor:
    return holder(zhou, "accounts.manage")


Facts = Callable[..., list[str]]


def kinds(to: Scope = ONE) -> list[str]:
    """The facts said in a tenant, in order."""
    from kernel.events.models import EventRow

    with scope(to):
        return list(EventRow.objects.order_by("id").values_list("kind", flat=True))
