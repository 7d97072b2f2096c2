"""The first page after signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.notices.actions.telling import notify
from kernel.notices.models import Notice
from organization.actions import changesets, people
from organization.models import ChangeSet
from organization.notices import ImportDone
from tests.organization.conftest import Company


@pytest.mark.feature("SAAS-07")
def test_everybody_arrives_at_a_page_of_their_own(company: Company, client_for: Callable[..., Client]) -> None:
    boss = client_for(company.person("何欣").account)
    boss.get("/")  # the first request also looks the host up and writes the session down
    with CaptureQueriesContext(connection) as caught:
        answer = boss.get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "何欣，你好" in text
    assert "/guide/" in text
    assert len(caught) <= 25
    me = client_for(company.person("孟繁星").account).get("/").content.decode()
    assert "孟繁星，你好" in me
    assert "/guide/" not in me


@pytest.mark.feature("ADM-02", "PER-03")
def test_the_page_says_what_waits_what_was_set_going_and_what_is_new(
    company: Company, client_for: Callable[..., Client]
) -> None:
    boss = client_for(company.person("何欣").account)
    assert "没有等您处理的事" in boss.get("/").content.decode()
    people.add_person(by=company.boss, name="单晓红")
    plan = changesets.draft_change_set(by=company.boss, name="华东整合", effective_on=date(2027, 1, 1))
    changesets.add_step(
        plan, by=company.boss, kind="rename", department=company.department("信息中心"), name="数字中心"
    )
    changesets.schedule_change_set(plan, by=company.boss)
    notify(ImportDone, to=[f"person:{company.boss.person}"], title="组织.xlsx 已导入")
    text = boss.get("/").content.decode()
    assert "1 人未分配岗位" in text and "state=unassigned" in text
    assert "华东整合" in text and "届时生效" in text
    assert "组织.xlsx 已导入" in text
    me = client_for(company.person("孟繁星").account).get("/").content.decode()
    assert "没有等您处理的事" in me and "华东整合" not in me and "组织.xlsx" not in me


def test_what_waits_costs_the_same_however_much_it_is(company: Company, client_for: Callable[..., Client]) -> None:
    boss, counts = client_for(company.person("何欣").account), []
    now, account = datetime.now(UTC), company.person("何欣").account
    assert account is not None
    for more in (10, 190):
        Notice.objects.bulk_create(
            Notice(account=account, kind=ImportDone.key, title=f"{number}", at=now) for number in range(more)
        )
        ChangeSet.objects.bulk_create(
            ChangeSet(name=f"{more}.{number}", effective_on=now.date(), made_at=now, scheduled_at=now)
            for number in range(more)
        )
        boss.get("/")
        with CaptureQueriesContext(connection) as caught:
            boss.get("/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 25, counts


def test_a_stranger_is_led_to_the_sign_in(company: Company, visit: Callable[..., Client]) -> None:
    answer = visit().get("/")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/account/sign-in/")
