"""Pages: walking them meets every row once, forwards and back, whatever ties and whatever is empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kernel.accounts.models import Account
from kernel.api.models import ApiToken
from kernel.api.paging import KeysetPagination
from kernel.keys import uuid7
from kernel.policies import Invalid
from kernel.scope import scope
from tests.support.databases import ONE, TWO

BEGIN = datetime(2026, 11, 25, tzinfo=UTC)
ORDERS = [
    ("-id",),
    ("name", "id"),
    ("-name", "-id"),
    ("last_used_at", "id"),
    ("-last_used_at", "name", "-id"),
    ("account__name", "name", "id"),
]


def ask(rows: Any, order: tuple[str, ...], link: str | None, limit: int) -> tuple[list[Any], Any]:
    """A page: its rows, and what stands beside them."""
    query = QueryDict(link.partition("?")[2] if link else f"limit={limit}")
    pages = KeysetPagination()
    request = SimpleNamespace(query_params=query, path="/api/v1/x/")
    found = pages.paginate_queryset(rows, request, SimpleNamespace(ordering=order))
    return found, pages.get_paginated_response([]).data


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=some.lists(
        some.tuples(some.sampled_from("甲乙丙"), some.one_of(some.none(), some.integers(0, 3))), max_size=12
    ),
    order=some.sampled_from(ORDERS),
    limit=some.integers(1, 5),
)
def test_a_walk_meets_every_row_once(tenant: Any, names: list[Any], order: tuple[str, ...], limit: int) -> None:
    owners = [Account.objects.create(username=uuid7().hex, name="同名") for _ in range(2)]
    for number, (name, used) in enumerate(names):
        ApiToken.objects.create(
            account=owners[number % 2],
            name=name,
            digest=uuid7().bytes + uuid7().bytes,
            created_at=BEGIN,
            last_used_at=None if used is None else BEGIN + timedelta(days=used),
        )
    rows = ApiToken.objects.select_related("account").filter(account__in=owners)
    expected = [row.pk for row in rows.order_by(*order)]
    walked, link, pages = [], None, []
    while True:
        found, beside = ask(rows, order, link, limit)
        walked += [row.pk for row in found]
        pages.append([row.pk for row in found])
        link = beside["next"]
        if link is None:
            break
    assert walked == expected
    back = [pages[-1]]
    while beside["previous"]:
        found, beside = ask(rows, order, beside["previous"], limit)
        back.append([row.pk for row in found])
    assert back[::-1] == pages


def test_what_comes_meanwhile_moves_nothing(tenant: object) -> None:
    owner = Account.objects.create(username="lin")

    def make(number: int) -> ApiToken:
        return ApiToken.objects.create(
            account=owner, name=f"{number:03}", digest=f"{number:032}".encode(), created_at=BEGIN
        )

    for number in range(10, 20):
        make(number)
    first, beside = ask(ApiToken.objects.all(), ("name", "id"), None, 5)
    make(1)
    first[0].delete()
    second, _beside = ask(ApiToken.objects.all(), ("name", "id"), beside["next"], 5)
    assert [row.name for row in second] == ["015", "016", "017", "018", "019"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "١", "99999999999999999999"])
def test_a_limit_that_is_none_is_told(tenant: object, limit: str) -> None:
    with pytest.raises(Invalid):
        ask(ApiToken.objects.all(), ("-id",), f"?limit={limit}", 1)


def test_a_cursor_is_good_for_its_own_list_and_tenant(db: None) -> None:
    def make(to: Any) -> str:
        with scope(to):
            owner = Account.objects.create(username="lin")
            for number in range(3):
                ApiToken.objects.create(account=owner, digest=f"{number:032}".encode(), created_at=BEGIN)
            return str(ask(ApiToken.objects.all(), ("-id",), None, 1)[1]["next"])

    link, foreign = make(ONE), make(TWO)
    with scope(ONE):
        assert len(ask(ApiToken.objects.all(), ("-id",), link, 1)[0]) == 1
        for wrong in (foreign, link[:-2], "?cursor=", "?cursor=%00", "?cursor=WzFd:x", f"{link}&limit=x"):
            with pytest.raises(Invalid):
                ask(ApiToken.objects.all(), ("-id",), wrong, 1)
        with pytest.raises(Invalid):
            ask(ApiToken.objects.all(), ("name", "id"), link, 1)
