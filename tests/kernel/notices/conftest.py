"""Kinds of notices that the tests tell of, and accounts that are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.notices import KINDS, NoticeKind, notice_kind


def kind_of(key: str, title: str, **options: Any) -> NoticeKind:
    return KINDS.get(key) or notice_kind(key, title, **options)


PLACED = kind_of("test.person.placed", "Placed")
QUIET = kind_of("test.matter.circulated", "Circulated", channels=())
URGENT = kind_of("test.matter.recalled", "Recalled", urgent=True)


@pytest.fixture
def account() -> Callable[..., Account]:
    def make(name: str = "lin", **values: object) -> Account:
        given = {"email": f"{name}@heyi.example", "language": "zh-hans", **values}
        return Account.objects.create(username=name, **given)

    return make


def actor_of(account: Account) -> Actor:
    return Actor(kind="person", name=str(account), account=account.pk)


def address(account: Account) -> str:
    return f"account:{account.pk}"
