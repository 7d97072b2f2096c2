"""Walking through pages: every row once, in one order, whatever is equal, empty or taken away meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.keys import uuid7
from kernel.scope import Scope
from kernel.web.lists.seeking import cut, ordered, terms
from kernel.web.models import ListExport

NOW = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
VALUES = st.lists(st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 2))), max_size=24)
SORTS = st.sampled_from(["rows", "finished_at", "pk", "query"])


def fill(values: list[tuple[int, int | None]]) -> None:
    ListExport.objects.all().delete()
    ListExport.objects.bulk_create(
        ListExport(
            id=uuid7(),
            owner=UUID(int=1),
            list_key="web.tried",
            format="csv",
            query="ab"[rows % 2],
            rows=rows,
            asked_at=NOW,
            finished_at=None if moment is None else NOW + timedelta(microseconds=moment),
        )
        for rows, moment in values
    )


def keys(rows: list[Any]) -> list[Any]:
    return [row.pk for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES, sort=SORTS, descending=st.booleans(), size=st.integers(1, 7))
def test_forward_and_back_visit_every_row_once(
    tenant: Scope, values: list[tuple[int, int | None]], sort: str, descending: bool, size: int
) -> None:
    fill(values)
    rows = ListExport.objects.all()
    order = terms(rows, sort, is_descending=descending)
    whole = keys(list(ordered(rows, order)))
    page = cut(rows, order, size=size)
    seen, pages = keys(page.rows), [keys(page.rows)]
    assert page.before == ""
    while page.after:
        page = cut(rows, order, size=size, after=page.after)
        pages.append(keys(page.rows))
        seen += keys(page.rows)
    assert seen == whole
    for expected in reversed(pages[:-1]):
        page = cut(rows, order, size=size, before=page.before)
        assert keys(page.rows) == expected
    assert page.before == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES, sort=SORTS, descending=st.booleans(), size=st.integers(1, 5), gone=st.sets(st.integers(0, 23)))
def test_what_is_taken_away_meanwhile_hides_nobody_else(
    tenant: Scope,
    values: list[tuple[int, int | None]],
    sort: str,
    descending: bool,
    size: int,
    gone: set[int],
) -> None:
    fill(values)
    rows = ListExport.objects.all()
    order = terms(rows, sort, is_descending=descending)
    whole = keys(list(ordered(rows, order)))
    away = {whole[number] for number in gone if number < len(whole)}
    page = cut(rows, order, size=size)
    seen = keys(page.rows)
    ListExport.objects.filter(pk__in=away).delete()
    stays = [key for key in whole if key not in away]
    while page.after:
        page = cut(rows, order, size=size, after=page.after)
        if page.rows and page.rows[0].pk in seen:
            break  # nothing stood behind the cursor any more: the beginning came back
        seen += keys(page.rows)
    assert len(seen) == len(set(seen))
    assert [key for key in seen if key not in away] == stays


def test_a_page_behind_which_nothing_is_left_shows_the_beginning(tenant: Scope) -> None:
    fill([(number, None) for number in range(6)])
    rows = ListExport.objects.all()
    order = terms(rows, "rows", is_descending=False)
    first = cut(rows, order, size=3)
    ListExport.objects.filter(rows__gte=3).delete()
    assert [row.rows for row in cut(rows, order, size=3, after=first.after).rows] == [0, 1, 2]


def test_a_cursor_of_another_list_or_tenant_or_made_up_gives_the_first_page(tenant: Scope, two: Scope) -> None:
    from kernel.scope import scope

    fill([(number, None) for number in range(6)])
    rows = ListExport.objects.all()
    order = terms(rows, "rows", is_descending=False)
    cursor = cut(rows, order, size=2, salt="one").after
    assert [row.rows for row in cut(rows, order, size=2, after=cursor, salt="one").rows] == [2, 3]
    assert [row.rows for row in cut(rows, order, size=2, after=cursor, salt="other").rows] == [0, 1]
    assert [row.rows for row in cut(rows, order, size=2, after="x" * 40, salt="one").rows] == [0, 1]
    with scope(two):
        fill([(number, None) for number in range(6)])
        assert [row.rows for row in cut(rows, order, size=2, after=cursor, salt="one").rows] == [0, 1]
