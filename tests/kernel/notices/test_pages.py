"""The pages of the notices: listed in pages, read in one go, chosen, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.notices import notify, queries
from kernel.notices.models import Choice, Notice, Rhythm
from kernel.scope import Scope
from tests.kernel.notices.conftest import PLACED, QUIET, actor_of, address

Make = Callable[..., Account]


def test_the_list_goes_on_by_keyset_and_filters(tenant: Scope, account: Make, client_for) -> None:
    lin = account()
    for number in range(queries.PAGE + 5):
        notify(QUIET, to=[address(lin)], title=f"No {number}.")
    client = client_for(lin)
    first = client.get("/notices/")
    assert first.status_code == 200
    assert "No 54." in (text := first.content.decode()) and "No 4." not in text
    cursor = queries.latest(actor_of(lin)).following
    second = client.get("/notices/", {"after": cursor}).content.decode()
    assert "No 4." in second and "No 54." not in second
    assert "No 54." in client.get("/notices/", {"after": "nonsense"}).content.decode()
    assert "No 54." not in client.get("/notices/", {"kind": PLACED.key}).content.decode()
    assert client.get("/notices/count/").json() == {"notices.unread": 55}
    assert "No 54." in client.get("/notices/recent/", headers={"HX-Request": "true"}).content.decode()


def test_reading_leads_on_and_never_to_another_host(tenant: Scope, account: Make, client_for) -> None:
    lin, wang = account(), account("wang")
    (one,) = notify(QUIET, to=[address(lin)], title="a", url="/files/")
    (evil,) = notify(QUIET, to=[address(lin)], title="b", url="//evil.example/")
    client = client_for(lin)
    assert client_for(wang).post(f"/notices/{one.pk}/reading/").status_code == 404
    assert client.post(f"/notices/{one.pk}/reading/")["Location"] == "/files/"
    assert client.post(f"/notices/{evil.pk}/reading/")["Location"] == "/notices/"
    notify(QUIET, to=[address(lin)], title="c")
    assert client.post("/notices/reading/").status_code == 303
    assert not Notice.objects.filter(account=lin, read_at=None).exists()


@pytest.mark.feature("PER-03")
def test_choices_are_kept_and_errors_keep_what_was_typed(tenant: Scope, account: Make, client_for) -> None:
    lin = account()
    client = client_for(lin)
    assert client.get("/notices/settings/").status_code == 200
    given = {"digest": "hourly", "quiet_from": "22:00", "quiet_until": "", "daily_at": "", "on": [f"mail:{QUIET.key}"]}
    refused = client.post("/notices/settings/", given)
    assert refused.status_code == 422 and "22:00" in refused.content.decode()
    assert not Rhythm.objects.exists()
    kept = client.post("/notices/settings/", {**given, "quiet_until": "07:00"})
    assert kept.status_code == 303
    assert Rhythm.objects.get().digest == "hourly"
    assert Choice.objects.get(kind=QUIET.key).wanted
    assert not Choice.objects.get(kind=PLACED.key, channel="mail").wanted


def test_a_list_of_fifty_takes_as_many_queries_as_one_of_one(tenant: Scope, account: Make, client_for) -> None:
    few, many = account(), account("wang")
    notify(QUIET, to=[address(few)], title="x")
    for _number in range(50):
        notify(QUIET, to=[address(many)], title="x")

    def counted(who: Account) -> int:
        client = client_for(who)
        client.get("/notices/")
        with CaptureQueriesContext(connections["default"]) as caught:
            assert client.get("/notices/").status_code == 200
        return len(caught)

    assert counted(few) == counted(many) <= 25


def test_the_worker_may_act_for_the_whole_site_and_strangers_get_nothing_else(visit, tenant: Scope) -> None:
    client = visit("one")
    worker = client.get("/notices/sw.js")
    assert (worker.status_code, worker["Service-Worker-Allowed"]) == (200, "/")
    for path in ("", "recent/", "count/", "settings/", "browsers/"):
        assert client.get(f"/notices/{path}").status_code == 303
