"""People are told once, in their language, by the ways and at the times they like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Account
from kernel.keys import uuid7
from kernel.notices import notice_kind, notify, queries
from kernel.notices.actions import cleaning, delivering
from kernel.notices.actions.choosing import choose
from kernel.notices.actions.reading import mark_all_read, mark_read
from kernel.notices.models import Choice, Delivery, Notice, Outgoing
from kernel.notices.timing import Likes, after_quiet, mail_at
from kernel.policies import Invalid, NotFound, Refused
from kernel.scope import Scope, scope
from tests.kernel.notices.conftest import PLACED, QUIET, URGENT, actor_of, address
from tests.support.databases import ONE, TWO

SHANGHAI = ZoneInfo("Asia/Shanghai")
Make = Callable[..., Account]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_each_is_told_once_in_their_language(tenant: Scope, account: Make) -> None:
    lin, smith, gone = account(), account("smith", language="en"), account("gone", is_active=False)
    event = uuid7()
    for _again in range(2):
        made = notify(
            QUIET, to=[address(lin), address(lin), address(smith), address(gone)], title=_("Notices"), source=event
        )
    assert made == []
    assert dict(Notice.objects.values_list("account__username", "title")) == {"lin": "通知", "smith": "Notices"}
    notify(QUIET, to=[address(lin)], title="%(who)s placed", words={"who": "王大力 100%"})
    assert Notice.objects.filter(title="王大力 100% placed").exists()
    assert not Delivery.objects.exists()


def test_persons_and_departments_are_told_through_the_directory(
    tenant: Scope, account: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kernel.notices.actions import telling

    lin, asked = account(), []

    class People:
        def accounts(self, principals: list[str]) -> dict[object, object]:
            asked.extend(principals)
            return {uuid7(): lin.pk}

    monkeypatch.setattr(telling, "directory", People)
    notify(QUIET, to=["person:1", "department:2"], title="x")
    assert asked == ["person:1", "department:2"]
    assert Notice.objects.get().account_id == lin.pk


def test_a_mail_goes_out_once_and_not_when_read_before(own_database: str, account: Make) -> None:
    with scope(ONE):
        lin, wang = account(), account("wang")
        notify(PLACED, to=[address(lin), address(wang)], title="任职变动 & 更多", url="/x/", body="现在起")
        mark_read(Notice.objects.get(account=wang), by=actor_of(wang))
    assert delivering.deliver_due(ONE, datetime.now(UTC)) == 2
    assert delivering.deliver_due(ONE, datetime.now(UTC)) == 0
    with scope(ONE):
        mail = Outgoing.objects.get()
        assert (mail.to, mail.subject) == ("lin@heyi.example", "任职变动 & 更多")
        assert "http://one.localhost:8000/x/" in mail.text and "任职变动 &amp; 更多" in mail.html
        assert mail.headers == {"List-Unsubscribe": "<http://one.localhost:8000/notices/settings/>"}
    with scope(TWO):
        assert not Outgoing.objects.exists() and not Notice.objects.exists()


def test_a_digest_gathers_what_came_and_urgent_kinds_wait_for_none(own_database: str, account: Make) -> None:
    with scope(ONE):
        lin = account()
        wanted = {(PLACED.key, "mail"), (URGENT.key, "mail")}
        choose(by=actor_of(lin), wanted=wanted, quiet_from=None, quiet_until=None, digest="daily", daily_at=time(8, 30))
        for number in range(3):
            notify(PLACED, to=[address(lin)], title=f"第 {number} 件", now=at("2026-11-25 10:00"))
        notify(URGENT, to=[address(lin)], title="急件", now=at("2026-11-25 10:00"))
        assert set(Delivery.objects.values_list("in_digest", "due_at")) == {
            (True, at("2026-11-26 08:30")),
            (False, at("2026-11-25 10:00")),
        }
    assert delivering.deliver_due(ONE, at("2026-11-25 10:01")) == 1
    assert delivering.deliver_due(ONE, at("2026-11-26 08:31")) == 3
    with scope(ONE):
        assert sorted(Outgoing.objects.values_list("subject", flat=True)) == ["和一集团：3 条通知", "急件"]


def test_choices_that_equal_the_kind_s_own_are_not_kept(tenant: Scope, account: Make) -> None:
    lin = actor_of(account())
    wishes = {one.kind.key: dict(one.channels) for one in queries.wishes(lin)}
    assert wishes[PLACED.key] == {"mail": True, "push": True}
    on = {(key, channel) for key, channels in wishes.items() for channel, wanted in channels.items() if wanted}
    on ^= {(PLACED.key, "mail"), (QUIET.key, "push")}
    options: dict[str, Any] = {"quiet_from": time(22), "quiet_until": time(7), "digest": "hourly", "daily_at": time(9)}
    choose(by=lin, wanted=on, **options)
    assert set(Choice.objects.values_list("kind", "channel", "wanted")) == {
        (PLACED.key, "mail", False),
        (QUIET.key, "push", True),
    }
    assert {one.kind.key: dict(one.channels) for one in queries.wishes(lin)}[PLACED.key] == {
        "mail": False,
        "push": True,
    }
    with pytest.raises(Invalid):
        choose(by=lin, wanted=on, **{**options, "quiet_until": None})
    with pytest.raises(Refused):
        from kernel.actor import Actor

        choose(by=Actor.visitor(), wanted=on, **options)


@pytest.mark.feature("PER-03")
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-25 21:59", "2026-11-25 21:59"),
        ("2026-11-25 22:00", "2026-11-26 07:00"),
        ("2026-11-26 00:30", "2026-11-26 07:00"),
        ("2026-11-26 07:00", "2026-11-26 07:00"),
    ],
)
def test_quiet_hours_span_midnight(now: str, expected: str) -> None:
    assert after_quiet(at(now), Likes(time(22), time(7)), SHANGHAI) == at(expected)


def test_digest_times() -> None:
    assert mail_at(at("2026-11-25 10:20"), Likes(digest="hourly"), SHANGHAI) == at("2026-11-25 11:00")
    assert mail_at(at("2026-11-25 08:30"), Likes(digest="daily"), SHANGHAI) == at("2026-11-26 08:30")
    both = Likes(time(12), time(14), "hourly")
    assert mail_at(at("2026-11-25 11:20"), both, SHANGHAI) == at("2026-11-25 14:00")
    assert after_quiet(at("2026-11-25 13:00"), Likes(time(9), time(9)), SHANGHAI) == at("2026-11-25 13:00")


def test_nobody_reads_another_s_notice(tenant: Scope, account: Make) -> None:
    lin, wang = account(), account("wang")
    (notice,) = notify(QUIET, to=[address(lin)], title="x")
    with pytest.raises(NotFound):
        queries.notice(notice.pk, for_=actor_of(wang))
    with pytest.raises(Refused):
        mark_read(notice, by=actor_of(wang))
    assert queries.unread(actor_of(lin)) == 1
    assert mark_all_read(by=actor_of(wang)) == 0
    assert mark_all_read(by=actor_of(lin)) == 1
    assert queries.unread(actor_of(lin)) == 0


def test_telling_a_thousand_takes_as_many_queries_as_telling_one(tenant: Scope, account: Make) -> None:
    def counted(accounts: list[Account]) -> int:
        with CaptureQueriesContext(connections["default"]) as caught:
            notify(PLACED, to=[address(one) for one in accounts], title="x")
        return len(caught)

    notify(PLACED, to=[address(account("z"))], title="the tenant is known from now on")
    first = counted([account("a")])
    assert counted([account(f"p{number}") for number in range(200)]) == first <= 9


def test_old_notices_are_forgotten_and_unread_ones_kept_longer(tenant: Scope, account: Make) -> None:
    lin, now = account(), datetime.now(UTC)
    for title, days, read in (("a", 100, 95), ("b", 100, None), ("c", 400, None), ("d", 50, 40)):
        (notice,) = notify(QUIET, to=[address(lin)], title=title, now=now - timedelta(days=days))
        Notice.objects.filter(pk=notice.pk).update(read_at=now - timedelta(days=read) if read else None)
    cleaning.clean(now)
    assert sorted(Notice.objects.values_list("title", flat=True)) == ["b", "d"]


def test_kinds_are_declared_once_and_well() -> None:
    with pytest.raises(ValueError, match="twice"):
        notice_kind(PLACED.key, "again")
    with pytest.raises(ValueError, match="module"):
        notice_kind("placed", "x")
    with pytest.raises(ValueError, match="channels"):
        notice_kind("test.a.b", "x", channels=("sms",))  # type: ignore[arg-type] # that is what is refused
