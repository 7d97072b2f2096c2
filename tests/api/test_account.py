"""One's account by the API: seen whole, changed only where nobody could take it over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from kernel.accounts.actions.signing import remember
from kernel.accounts.models import Account
from kernel.scope import scope
from tests.support.databases import ONE
from tests.support.programs import Program, told

pytestmark = pytest.mark.feature("PER-01")
Programs = Callable[..., Program]


@pytest.fixture
def signed_in(client_for: Callable[..., Client]) -> Callable[[str], Client]:
    """Sign an account in as a browser does."""

    def make(name: str) -> Client:
        with scope(ONE):
            account = Account.objects.get(username=name)
        client = client_for(account)
        with scope(ONE):
            remember(account, client.session.session_key or "", "10.0.0.7", "Firefox Windows", datetime.now(UTC))
        return client

    return make


def test_a_profile_is_seen_and_what_opens_the_account_is_not_changed(program: Programs) -> None:
    lin = program("lin")
    seen = told(lin.get("account/profile/"))
    assert seen["username"] == "lin" and seen["has_second_factor"] is False and "password" not in seen
    given = {"name": "林岚", "language": "en", "email": "evil@example.com", "phone": "13800000000"}
    changed = told(lin.patch("account/profile/", given))
    assert (changed["name"], changed["language"]) == ("林岚", "en")
    assert (changed["email"], changed["phone"]) == ("", ""), "an address is changed on a page, with the password"
    assert lin.patch("account/profile/", {"language": "fr"}).status_code == 422
    assert lin.patch("account/profile/", {"name": " "}).status_code == 422
    reader = program("wang", scopes=("account:read",))
    assert reader.patch("account/profile/", {"name": "x"}).status_code == 403


def test_places_are_seen_and_signed_out(program: Programs, signed_in: Callable[[str], Client]) -> None:
    lin, wang = program("lin"), program("wang")
    browser, other = signed_in("lin"), signed_in("lin")
    places = told(lin.get("account/sessions/"))["items"]
    assert len(places) == 2 and {place["device"] for place in places} == {"Firefox, Windows"}
    assert [place["is_this"] for place in browser.get("/api/v1/account/sessions/").json()["items"]] == [True, False]
    first = places[0]["id"]
    assert wang.delete(f"account/sessions/{first}/").status_code == 404
    assert lin.delete(f"account/sessions/{first}/").status_code == 204
    assert told(lin.post("account/sessions/ending/")) == {"ended": 1}
    assert {client.get("/account/profile/").status_code for client in (browser, other)} == {303}


def test_second_factors_are_listed(program: Programs) -> None:
    from allauth.mfa.models import Authenticator

    lin, wang = program("lin"), program("wang")
    with scope(ONE):
        Authenticator.objects.create(
            user=Account.objects.get(username="lin"), type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
    rows = told(lin.get("account/factors/"))["items"]
    assert [row["type"] for row in rows] == ["totp"] and "data" not in rows[0] and "secret" not in str(rows)
    assert told(wang.get("account/factors/"))["items"] == []
    assert lin.post("account/factors/", {}).status_code == 405
