"""A webhook that had to be paused: who hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events import record
from kernel.notices.models import Notice
from kernel.ports import Directory, sockets
from kernel.ports.directory import NullDirectory
from kernel.webhooks import handlers
from kernel.webhooks.events import EndpointPaused
from kernel.webhooks.models import Endpoint

pytestmark = pytest.mark.feature("PER-07")


def test_those_who_look_after_webhooks_hear_of_a_pause(tenant: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the right, by a role or an appointment; a pause that somebody made is no news."""
    asked: list[str] = []
    zhao = Account.objects.create(username="zhao", language="zh-hans")

    class Holders(NullDirectory):
        def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
            asked.extend(principals)
            return {zhao.pk: zhao.pk}

    monkeypatch.setitem(sockets._offered, Directory, Holders())
    row = Endpoint.objects.create(name="财务系统", url="https://x", created_at=datetime.now(UTC))
    by_person = record(EndpointPaused, row, by=Actor.system("x"), reason="person")
    failing = record(EndpointPaused, row, by=Actor.system("x"), reason="failing")
    for event in (by_person, failing, failing):
        handlers.tell_administrators(event)
    (notice,) = Notice.objects.all()
    assert notice.account_id == zhao.pk and notice.title == "事件推送“财务系统”已暂停"
    assert notice.url == f"/webhooks/{row.pk}/"
    assert set(asked) == {"function:webhooks.manage", "function:system.manage"}
