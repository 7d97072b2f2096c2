"""Notices by the API: one's own, read, and chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.accounts.models import Account
from kernel.notices import NoticeKind
from kernel.notices.actions.telling import notify
from kernel.scope import scope
from tests.kernel.notices.conftest import PLACED, QUIET
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("PER-07")
Programs = Callable[..., Program]


def tell(name: str, kind: NoticeKind = PLACED, title: str = "您有新任职", times: int = 1) -> None:
    with scope(ONE):
        key = Account.objects.get(username=name).pk
        for _ in range(times):
            notify(kind, to=[f"account:{key}"], title=title, url="/organization/me/")


def test_one_reads_one_s_own_and_marks_them(program: Programs) -> None:
    lin, wang = program("lin"), program("wang")
    tell("lin", times=2)
    tell("lin", QUIET)
    rows = told(lin.get("notices/notices/"))["items"]
    assert len(rows) == 3 and rows[0]["url"] == "/organization/me/"
    assert told(wang.get("notices/notices/"))["items"] == []
    assert wang.get(f"notices/notices/{rows[0]['id']}/").status_code == 404
    assert wang.post(f"notices/notices/{rows[0]['id']}/reading/").status_code == 404
    assert told(lin.post(f"notices/notices/{rows[0]['id']}/reading/"))["read_at"]
    assert told(lin.get("notices/unread/")) == {"unread": 2}
    assert len(told(lin.get("notices/notices/?unread=true"))["items"]) == 2
    assert len(told(lin.get("notices/notices/?unread=false"))["items"]) == 1
    assert len(told(lin.get(f"notices/notices/?kind={PLACED.key}"))["items"]) == 2
    assert told(lin.post("notices/notices/reading/", {"kind": PLACED.key})) == {"count": 2}
    assert told(lin.get("notices/unread/")) == {"unread": 0}
    assert lin.get("notices/notices/?unraed=1").status_code == 422, "a filter there is not is told"
    assert lin.get("notices/notices/?unread=perhaps").status_code == 422


def test_wishes_are_chosen_as_a_whole(program: Programs) -> None:
    lin = program("lin")
    before = told(lin.get("notices/wishes/"))
    assert {"kind": PLACED.key, "channel": "mail"} in before["wanted"] and before["digest"] == "off"
    wanted = [{"kind": QUIET.key, "channel": "push"}]
    after = {"wanted": wanted, "digest": "daily", "daily_at": "09:00:00", "quiet_from": None, "quiet_until": None}
    assert told(lin.put("notices/wishes/", after)) == after == told(lin.get("notices/wishes/"))
    kinds = {row["key"]: row["channels"] for row in told(lin.get("notices/kinds/"))["items"]}
    assert kinds[PLACED.key] == {"mail": False, "push": False} and kinds[QUIET.key] == {"mail": False, "push": True}
    half = lin.put("notices/wishes/", {**after, "quiet_from": "22:00"})
    assert half.status_code == 422 and set(told(half)["error"]["fields"]) == {"quiet_until"}
    assert lin.put("notices/wishes/", {**after, "wanted": [{"kind": "x", "channel": "fax"}]}).status_code == 422


def test_browsers_are_one_s_own(program: Programs) -> None:
    lin, wang = program("lin"), program("wang")
    given = {
        "endpoint": "https://push.example/abc",
        "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
        "auth": "tBHItJI5svbpez7KI4CCXg",
        "device": "Firefox",
    }
    made = lin.post("notices/browsers/", given)
    assert made.status_code == 201 and set(told(made)) == {"id", "device", "made_at"}, "its keys are never told"
    key = told(made)["id"]
    assert lin.post("notices/browsers/", {**given, "endpoint": "http://push.example/"}).status_code == 422
    assert wang.delete(f"notices/browsers/{key}/").status_code == 404
    assert lin.delete(f"notices/browsers/{key}/").status_code == 204
    assert told(lin.get("notices/browsers/"))["items"] == []
