"""Accounts with people behind them, for the tests of pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from kernel.accounts.models import Account
from organization.models import Administrator, Person, Position, Unit


def member(username: str, name: str, *kinds: str, unit: Unit | None = None, of: Unit | None = None) -> Account:
    """Somebody who can sign in, with appointments ("system", "group", "unit" for `of`) and a seat in `unit`."""
    account = Account.objects.create(username=username, name=name)
    person = Person(name=name, account=account)
    person.read_name().save()
    for kind in kinds:
        Administrator.objects.create(
            person=person,
            kind=kind,
            unit=of if kind == "unit" else None,
            appointed_at=datetime.now(UTC),
            appointed_by="test",
        )
    if unit is not None:
        Position.objects.create(person=person, unit=unit, started_on=date(2026, 1, 1))
    return account


def person_of(account: Account) -> UUID:
    """The person behind an account."""
    return Person.objects.get(account=account).pk
