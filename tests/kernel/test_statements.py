"""Statements made once do what Django's own do, in the scope in hand and in no other."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction

from kernel.accounts.models import Account
from kernel.database.statements import Reading, ReadingOf, insert, update
from kernel.events.models import EventRow
from kernel.keys import uuid7
from kernel.scope import OtherScope, OutsideScope, Scope, scope
from kernel.search.models import SearchEntry
from kernel.webhooks.models import Endpoint
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-05")
NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def event(**more: Any) -> EventRow:
    values: dict[str, Any] = {
        "kind": "kernel.thing.made", "at": NOW, "subject_label": "一件事'\\%s\n", "actor_kind": "system",
        "before": None, "after": [], "data": {"名": ["a", 1, None, {"深": Decimal("1.5").to_eng_string()}]},
    }  # fmt: skip
    return EventRow(**(values | more))


def written(row: models.Model) -> dict[str, Any]:
    found = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields}


def test_an_inserted_row_is_what_create_would_have_written(tenant: Scope) -> None:
    ours, theirs = event(), event()
    insert([ours])
    theirs.save(force_insert=True)
    assert not ours._state.adding
    assert {**written(ours), "id": None} == {**written(theirs), "id": None}
    # No value is no value, not JSON's null.
    ids = [ours.pk, theirs.pk]
    assert EventRow.objects.filter(pk__in=ids, before__isnull=True).count() == 2


def test_arrays_and_several_rows_at_once(tenant: Scope) -> None:
    rows = [
        SearchEntry(
            module="x", kind="x.y", object_id=uuid7(), title=f"t{number}", title_key="t", url="/", tokens="'a' 'b'",
            principals=["all", "person:{1,\"2'"], facets={"n": number}, at=NOW, indexed_at=NOW,
        )
        for number in range(3)
    ]  # fmt: skip
    insert(rows)
    insert([])
    found = {one.pk: one for one in SearchEntry.objects.all()}
    assert [found[row.pk].facets for row in rows] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert found[rows[0].pk].principals == ["all", "person:{1,\"2'"]


def test_what_the_database_refuses_is_raised(tenant: Scope) -> None:
    one = event()
    insert([one])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([event(id=one.pk)])


def test_an_update_sets_the_named_fields_alone(tenant: Scope) -> None:
    one, other = event(), event()
    insert([one, other])
    before, beside = written(one), written(other)
    update(EventRow, one.pk, {"data": {"neu": True}, "dispatched_at": NOW})
    update(EventRow, uuid7(), {"data": {}})
    assert written(one) == before | {"data": {"neu": True}, "dispatched_at": NOW}
    assert written(other) == beside
    update(EventRow, one.pk, {"dispatched_at": None})
    assert written(one)["dispatched_at"] is None


def test_a_reading_answers_as_its_query_does(tenant: Scope) -> None:
    rows = [event(subject_id=UUID(int=number % 2 + 1)) for number in range(6)]
    insert(rows)

    def make(*keys: UUID) -> models.QuerySet[EventRow, Any]:
        return (
            EventRow.objects.filter(subject_id__in=keys, kind="kernel.thing.made")
            .order_by("-id")
            .values_list("id", "kind")
        )

    read = Reading(make)
    for keys in ([UUID(int=1)], [UUID(int=2)], [UUID(int=2), UUID(int=1)], [UUID(int=9)]):
        assert read(*keys) == list(make(*keys))


def test_objects_are_whole_and_know_where_they_come_from(tenant: Scope) -> None:
    one = event()
    insert([one])
    (found,) = ReadingOf(lambda key: EventRow.objects.filter(pk=key))(one.pk)
    assert written(found) == written(one)
    assert (found.data, found.before, found._state.adding) == (one.data, None, False)
    with pytest.raises(OtherScope), scope(TWO):
        found.save()
    assert ReadingOf(lambda key: EventRow.objects.filter(pk=key))(uuid7()) == []


def test_a_statement_made_in_one_tenant_reads_and_writes_the_other(db: None) -> None:
    read = Reading(lambda key: Account.objects.filter(pk=key).values_list("name"))
    key = uuid7()
    for to, name in ((ONE, "一"), (TWO, "二")):
        with scope(to):
            insert([Account(id=key, username="lin", name=name)])
    for to, name in ((TWO, "二"), (ONE, "一")):
        with scope(to):
            assert read(key) == [(name,)]
    with scope(ONE):
        update(Account, key, {"name": "壹"})
    with scope(TWO):
        assert read(key) == [("二",)]


def test_nothing_is_read_or_written_outside_a_scope(db: None) -> None:
    read = Reading(lambda key: Account.objects.filter(pk=key).values_list("name"))
    with scope(ONE):
        assert read(uuid7()) == []
    for do in (lambda: read(uuid7()), lambda: update(Account, uuid7(), {"name": "x"}), lambda: insert([event()])):
        with pytest.raises(OutsideScope):
            do()


def test_an_object_of_another_scope_is_not_inserted(db: None) -> None:
    with scope(TWO):
        there = Account.objects.create(username="lin", name="二")
    with pytest.raises(OtherScope), scope(ONE):
        insert([there])


def test_a_query_that_forgets_a_key_is_a_mistake_in_the_program(tenant: Scope) -> None:
    with pytest.raises(TypeError):
        Reading(lambda _key: Endpoint.objects.values_list("id"))(uuid7())
    with pytest.raises(TypeError):
        ReadingOf(lambda key: EventRow.objects.filter(pk=key).defer("data"))(uuid7())
