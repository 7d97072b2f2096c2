"""What opens a door by itself opens one tenant's: shown at the other's host it is refused, and good afterwards where it
belongs. With the lock taken off on purpose, the same tests find it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest

from kernel.accounts.events import SessionRefused
from kernel.events.models import EventRow
from kernel.files import store
from kernel.files.verdicts import OtherOwner
from kernel.keys import uuid7
from kernel.ports import sockets
from kernel.ports.directory import Directory
from kernel.scope import scope
from tests.support.databases import ONE, TWO
from tests.support.programs import RIGHTS, Rights
from tests.tenants.twin.tickets import TICKETS, Ticket, client, somebody

pytestmark = pytest.mark.feature("SAAS-05")
EACH = pytest.mark.parametrize("ticket", TICKETS, ids=lambda ticket: ticket.name)


@pytest.fixture(autouse=True)
def _twins(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sockets._offered, Directory, Rights())
    RIGHTS.clear()
    for here in (ONE, TWO):
        with scope(here):
            somebody()
    yield
    RIGHTS.clear()


@EACH
def test_it_opens_nothing_at_the_other_tenant_and_stays_good_at_its_own(ticket: Ticket) -> None:
    with scope(ONE):
        made = ticket.issue()
    assert not ticket.opens("two", made)
    assert ticket.opens("one", made)


@EACH
def test_with_its_lock_taken_off_it_is_found(ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(ONE):
        made = ticket.issue()
    ticket.leak(monkeypatch)
    assert ticket.opens("two", made)


@pytest.mark.parametrize("host", ["console", "site"])
@pytest.mark.parametrize("ticket", [ticket for ticket in TICKETS if ticket.is_a_way_in], ids=lambda ticket: ticket.name)
def test_at_the_vendor_s_hosts_it_opens_nothing(ticket: Ticket, host: str) -> None:
    with scope(ONE):
        made = ticket.issue()
    assert not ticket.opens(host, made)


def test_a_foreign_cookie_is_signed_out_and_written_down(caplog: pytest.LogCaptureFixture) -> None:
    cookie = next(ticket for ticket in TICKETS if ticket.name == "a session's cookie")
    with scope(ONE):
        key = cookie.issue()
    browser = client("two")
    browser.cookies["session"] = key
    with caplog.at_level(logging.WARNING):
        answer = browser.get("/account/sign-in/")
    assert answer.cookies["session"].value != key
    assert "unknown session" in caplog.text
    with scope(TWO):
        assert EventRow.objects.filter(kind=SessionRefused.kind).exists(), "the tenant's own auditors can see it"
    with scope(ONE):
        assert not EventRow.objects.filter(kind=SessionRefused.kind).exists()


def test_a_signed_address_of_a_file_is_good_for_that_file_alone() -> None:
    store.prepare()
    name = uuid7()
    for here in (ONE, TWO):
        store.put(f"{here.key}/2026/{name}", here.key.encode())
    link = store.signed_get(f"{ONE.key}/2026/{name}", kind="text/plain", disposition="inline")
    foreign = link.replace(ONE.key, TWO.key)
    assert foreign != link
    assert httpx.get(foreign).status_code == 403
    own = httpx.get(link)
    assert (own.status_code, own.text) == (200, ONE.key)
    assert httpx.get(link.partition("?")[0].replace(ONE.key, TWO.key)).status_code == 403


def test_a_row_that_names_the_other_s_content_is_never_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.files import signing
    from kernel.files.models import File

    stray = File(owner_id=TWO.key, key=f"{ONE.key}/2026/{uuid7()}", name="合同.pdf")
    with scope(TWO):
        with pytest.raises(OtherOwner):
            signing._own(stray)
        stray.owner_id = ONE.key
        with pytest.raises(OtherOwner):
            signing._own(stray)
    # The signature itself would be good: nothing behind it asks again.
    store.prepare()
    store.put(stray.key, b"theirs")
    assert httpx.get(store.signed_get(stray.key, kind="text/plain", disposition="inline")).text == "theirs"
