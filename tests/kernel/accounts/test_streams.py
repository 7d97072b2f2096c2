"""Whoever is signed out loses the live stream of open pages at once: heard on the channel itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.accounts.actions import accounts, signing
from kernel.accounts.models import Account
from kernel.live.channels import CONTROL, channel
from kernel.scope import scope
from kernel.valkey import valkey
from tests.kernel.accounts.conftest import holder, make
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("ADM-16")


@pytest.fixture
def heard(own_database: str) -> Iterator[Callable[[], list[str]]]:
    """What was said on the first tenant's channel of control since the last question."""
    listening: Any = valkey().pubsub(ignore_subscribe_messages=True)
    listening.subscribe(channel(ONE.key, CONTROL))
    listening.get_message(timeout=1)

    def take() -> list[str]:
        found = []
        while (message := listening.get_message(timeout=0.5)) is not None:
            found.append(message["data"].decode())
        return found

    yield take
    listening.close()


def sign_out(lin: Account, admin: Account) -> None:
    signing.sign_out(lin, by=holder(lin), session_key="x")


def end_one(lin: Account, admin: Account) -> None:
    row = signing.remember(lin, "k1", "10.0.0.7", "Firefox", datetime.now(UTC))
    signing.end_session(lin, row.pk, by=holder(lin))


def end_others(lin: Account, admin: Account) -> None:
    signing.end_other_sessions(lin, by=holder(lin), session_key="x")


def end_all(lin: Account, admin: Account) -> None:
    signing.end_all_sessions(lin, by=holder(admin, "accounts.manage"))


def block(lin: Account, admin: Account) -> None:
    accounts.deactivate(lin, by=holder(admin, "accounts.manage"), reason="调查")


@pytest.mark.parametrize("act", [sign_out, end_one, end_others, end_all, block], ids=lambda act: act.__name__)
def test_streams_are_hung_up_after_the_commit(
    heard: Callable[[], list[str]], act: Callable[[Account, Account], None]
) -> None:
    lin, admin = make(ONE), make(ONE, "zhouzheng")
    # Channels belong to the whole server: other tests of the moment are heard, too.
    ours = {str(lin.pk), str(admin.pk)}
    heard()
    with scope(ONE):
        act(lin, admin)
        assert not ours & set(heard()), "nothing is said before it is kept"
    assert [said for said in heard() if said in ours] == [str(lin.pk)]
