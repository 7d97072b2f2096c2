"""The chain: one row changed, taken away, put in or moved, and the verification finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kernel.actor import Actor
from kernel.events import chain, dispatch, fact, record
from kernel.events.facts import FACTS
from kernel.events.models import EventRow, Seal
from kernel.scope import scope
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("ADM-11")
Noted = FACTS.get("tests.chain.noted") or fact("tests.chain.noted", "Noted", fields=("number",))


def write(count: int = 6) -> None:
    for number in range(count):
        record(Noted, None, by=Actor.system("tests"), number=number, before={"a": 1.5}, after={"a": "二"})
    dispatch.hand_out()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def third() -> EventRow:
    return Seal.objects.select_related("event").get(number=3).event


def test_an_untouched_chain_holds(tenant: object) -> None:
    write()
    record(Noted, None, by=Actor.system("tests"))
    verdict = chain.verify()
    assert verdict.holds and (verdict.links, verdict.unsealed) == (6, 1)


def change_a_byte() -> None:
    sql("UPDATE events_eventrow SET actor_name = 'Tests' WHERE id = %s", third().pk)


def change_the_state() -> None:
    sql("""UPDATE events_eventrow SET after = '{"a": "三"}' WHERE id = %s""", third().pk)


def change_the_time() -> None:
    sql("UPDATE events_eventrow SET at = at + interval '1 microsecond' WHERE id = %s", third().pk)


def delete_in_the_middle() -> None:
    key = third().pk
    sql("DELETE FROM events_seal WHERE event_id = %s", key)
    sql("DELETE FROM events_delivery WHERE event_id = %s", key)
    sql("DELETE FROM events_eventrow WHERE id = %s", key)


def delete_and_close_the_gap() -> None:
    delete_in_the_middle()
    sql("UPDATE events_seal SET number = number - 1 WHERE number > 3")


def delete_the_last() -> None:
    last = Seal.objects.latest("number")
    sql("DELETE FROM events_seal WHERE number = %s", last.number)
    sql("DELETE FROM events_delivery WHERE event_id = %s", last.event_id)
    sql("DELETE FROM events_eventrow WHERE id = %s", last.event_id)


def insert_with_a_seal() -> None:
    row = third()
    row.pk = None
    from kernel.keys import uuid7

    row.id = uuid7()
    row.save(force_insert=True)
    sql("UPDATE events_seal SET number = number + 100 WHERE number > 3")
    sql(
        "INSERT INTO events_seal (number, event_id, digest) SELECT 4, %s, digest FROM events_seal WHERE number = 3",
        row.pk,
    )
    for number in (104, 105, 106):
        sql("UPDATE events_seal SET number = %s WHERE number = %s", number - 99, number)


def insert_without_a_seal() -> None:
    from kernel.keys import uuid7

    row = third()
    row.id = uuid7()
    row.save(force_insert=True)


def reorder() -> None:
    keys = dict(Seal.objects.filter(number__in=(2, 3)).values_list("number", "event_id"))
    fifth = Seal.objects.get(number=5).event_id
    sql("DELETE FROM events_seal WHERE number = 5")
    sql("UPDATE events_seal SET event_id = %s WHERE number = 3", fifth)
    sql("UPDATE events_seal SET event_id = %s WHERE number = 2", keys[3])
    sql(
        "INSERT INTO events_seal (number, event_id, digest) SELECT 5, %s, digest FROM events_seal WHERE number = 4",
        keys[2],
    )


@pytest.mark.parametrize(
    ("tamper", "at"),
    [
        (change_a_byte, 3),
        (change_the_state, 3),
        (change_the_time, 3),
        (delete_in_the_middle, 3),
        (delete_and_close_the_gap, 3),
        (delete_the_last, 6),
        (insert_with_a_seal, 4),
        (insert_without_a_seal, 7),
        (reorder, 2),
    ],
)
def test_tampering_is_found(tenant: object, tamper: Callable[[], None], at: int) -> None:
    write()
    tamper()
    verdict = chain.verify()
    assert not verdict.holds
    assert verdict.broken_at == at
    assert str(verdict.words)


def test_each_tenant_has_a_chain_of_its_own(db: None) -> None:
    with scope(ONE):
        write(2)
        end = chain.end()
    with scope(TWO):
        assert chain.end() == chain.End(0, "00" * 32)
        write(2)
        assert chain.end().number == 2 and chain.end().digest != end.digest
        assert chain.verify().holds
