"""Lin, who keeps views, and a page with a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from kernel.accounts.models import Account
from kernel.keys import uuid7
from kernel.scope import Scope
from kernel.web.models import ListExport

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def fill(count: int, **given: object) -> list[ListExport]:
    """Rows for the list: "第 001 行" and on."""
    return ListExport.objects.bulk_create(
        ListExport(
            id=uuid7(),
            owner=UUID(int=1),
            list_key="web.tried",
            asked_at=NOW + timedelta(days=number % 3),
            **{"format": "csv", "rows": number % 3, "query": f"第 {number:03} 行", **given},
        )
        for number in range(count)
    )


@pytest.fixture
def lin(tenant: Scope) -> Account:
    return Account.objects.create(id=UUID(int=0x21), username="lin", name="林岚")


@pytest.fixture
def client(lin: Account, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> Client:
    from tenants import middleware

    monkeypatch.setitem(middleware.URLCONFS, "tenant", "tests.kernel.web.pages_for_lists")
    return client_for(lin)
