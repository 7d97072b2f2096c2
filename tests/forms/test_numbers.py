"""Numbers: patterns, periods, places, and 64 who submit at once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections

from forms import numbering, queries
from forms.actions import definitions, numbers
from forms.actions import records as acts
from forms.models import SerialIssued, SerialRule
from kernel.policies import Conflict, Invalid, Refused
from kernel.scope import scope
from kernel.showcase import Showcase
from organization import seed
from tests.forms.conftest import Desk
from tests.support.databases import ONE

DAY = date(2026, 1, 9)
RAW = {"v": 1, "fields": {"no": {"type": "serial", "label": "编号", "rule": "no"}, "a": {"type": "text", "label": "a"}}}


@pytest.mark.feature("FRM-06")
@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("{dept}〔{yyyy}〕{n:3}号", "CW〔2026〕007号"),
        ("{unit}-{yy}{mm}{dd}-{n}", "HX-260109-7"),
        ("{n:4}", "0007"),
    ],
)
def test_how_numbers_are_written(pattern: str, text: str) -> None:
    assert numbering.written(pattern, 7, DAY, "HX", "CW") == text
    assert numbering.written("{n:2}", 1234, DAY, "", "") == "1234"


@pytest.mark.parametrize(
    ("pattern", "reset", "per", "found"),
    [
        ("{yyyy}{n}", "year", "company", []),
        ("{yyyy}", "year", "company", ["no-counter"]),
        ("{n}{n}", "never", "company", ["no-counter"]),
        ("{n}{x}", "never", "company", ["unknown-part"]),
        ("{n}{yyyy:2}", "never", "company", ["unknown-part"]),
        ("{n}{", "never", "company", ["open-brace"]),
        ("{n}", "year", "company", ["ambiguous"]),
        ("{yyyy}{n}", "month", "company", ["ambiguous"]),
        ("{yyyy}{mm}{dd}{n}", "day", "company", []),
        ("{n}", "never", "department", ["ambiguous"]),
        ("{dept}{n}", "never", "department", []),
    ],
)
def test_a_pattern_that_could_give_a_number_twice_is_refused(
    pattern: str, reset: str, per: str, found: list[str]
) -> None:
    assert numbering.faults(pattern, reset, per) == found


def test_each_period_and_place_counts_for_itself() -> None:
    scopes = {numbering.scope_of(reset, "department", DAY, "u", "d") for reset in ("never", "year", "month", "day")}
    assert scopes == {"|d", "2026|d", "2026-01|d", "2026-01-09|d"}


@pytest.mark.feature("FRM-06")
def test_counting_begins_anew_with_the_period(desk: Desk) -> None:
    rule = desk.rule(pattern="{yyyy}{mm}-{n}", reset="month")
    record = desk.start(desk.form(RAW, "f"))
    texts = [give(rule, record, day) for day in (date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 1))]
    assert texts == ["202601-1", "202601-2", "202602-1"]


def give(rule: SerialRule, record: object, day: date) -> str:
    return numbers.issue(rule, record, day).text  # type: ignore[arg-type] # a record


def test_an_early_number_is_known_while_filling_in(desk: Desk) -> None:
    desk.rule(mode="early")
    form = desk.form(RAW, "f")
    assert desk.start(form).values["no"].endswith("001号")
    second = desk.start(form)
    assert acts.change(second, by=desk.employee, values={}, rev=1, submit=True).values["no"].endswith("002号")


def test_rules_are_checked_and_only_designers_make_them(desk: Desk) -> None:
    rule = desk.rule()
    with pytest.raises(Refused):
        numbers.set_rule(rule, by=desk.employee, name="x", pattern="{n}", reset="never")
    with pytest.raises(Invalid) as wrong:
        numbers.set_rule(
            None, by=desk.designer, key="no", name=" ", pattern="{yy}", reset="sometimes", per="nobody", mode="?"
        )
    assert set(wrong.value.errors) == {"key", "name", "reset", "per", "mode"}
    with pytest.raises(Invalid) as wrong:
        numbers.set_rule(rule, by=desk.designer, name="x", pattern="{n}", reset="year")
    assert set(wrong.value.errors) == {"pattern"}
    assert numbers.set_rule(rule, by=desk.designer, name="新", pattern="{yyyy}-{n}").name == "新"


def test_a_pattern_that_comes_to_an_old_number_is_told(desk: Desk) -> None:
    rule = desk.rule(pattern="{yyyy}-{n}")
    record = desk.start(desk.form(RAW, "f"))
    give(rule, record, DAY)
    numbers.set_rule(rule, by=desk.designer, name="x", pattern="{yyyy}-{n}", reset="never")
    with pytest.raises(Conflict):
        give(rule, record, DAY)


def test_voiding(desk: Desk) -> None:
    desk.rule()
    desk.start(desk.form(RAW, "f"), submit=True)
    number = queries.numbers(desk.designer).get()
    assert not queries.numbers(desk.employee).exists()
    with pytest.raises(Refused):
        numbers.void_number(number, by=desk.employee, reason="x")
    with pytest.raises(Invalid):
        numbers.void_number(number, by=desk.designer, reason=" ")
    numbers.void_number(number, by=desk.designer, reason="误开")
    with pytest.raises(Conflict):
        numbers.void_number(number, by=desk.designer, reason="误开")


@pytest.mark.feature("FRM-06")
def test_sixty_four_at_once_leave_no_gap_and_no_double(own_database: str) -> None:
    """Each in a transaction of its own on a real server; every eighth is undone after its number was given."""
    with scope(ONE):
        seed.run(Showcase("heyi-2026", by=Desk.system))
        desk = Desk()
        desk.rule()
        form, employee = desk.form(RAW, "f"), desk.employee
    failed: list[BaseException] = []

    class Undone(Exception):
        pass

    def submit(number: int) -> None:
        try:
            with scope(ONE):
                acts.start(form, by=employee, values={"a": str(number)}, submit=True)
                if number % 8 == 0:
                    raise Undone
        except Undone:
            pass
        except BaseException as error:
            failed.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=submit, args=(one,)) for one in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[0]
    with scope(ONE):
        given = sorted(SerialIssued.objects.values_list("n", flat=True))
        assert given == list(range(1, 57)), "no gap, no double, although eight were undone"
        assert definitions.faults_of(RAW) == ()
