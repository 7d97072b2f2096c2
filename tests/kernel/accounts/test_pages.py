"""The pages: what somebody sees on the way in, and what stands between the password and the work."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts import factors, rule
from kernel.accounts.actions import factors as acts
from kernel.accounts.actions import signing
from kernel.accounts.models import Account, Tally
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.ports import sockets, tenancy
from kernel.scope import PUBLIC, scope
from tests.kernel.accounts.conftest import NEW, PASSWORD, holder, kinds, make
from tests.kernel.accounts.test_factors import code_at
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("PER-01", "ADM-16", "SAAS-05")


def enter(client: Client, identifier: str = "linlan", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/sign-in/", {"identifier": identifier, "password": password, **more})


def session_of(client: Client) -> Any:
    with scope(ONE):
        session = client.session
        dict(session.items())
        return session


def inside(client: Client) -> bool:
    return client.get("/account/security/").status_code == 200


@pytest.mark.parametrize("identifier", ["linlan", "LinLan ", "13800000001", "linlan@Example.com"])
def test_name_phone_or_mail_with_the_password(visit: Any, lin: Account, identifier: str) -> None:
    client = visit()
    assert client.get("/account/sign-in/").status_code == 200
    answer = enter(client, identifier)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert inside(client)
    assert kinds()[-1] == "accounts.session.opened"


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        ("/people/?q=1", "/people/?q=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://two.localhost/", "/"),
    ],
)
def test_next_leads_nowhere_else(visit: Any, lin: Account, goal: str, reached: str) -> None:
    assert enter(visit(), next=goal)["Location"] == reached


def test_the_refusal_tells_nothing(visit: Any, lin: Account) -> None:
    pages: list[str] = []
    with scope(ONE):
        make(ONE, "gone", is_active=False)
    for identifier, password in (("linlan", "~~~"), ("nobody", "~~~"), ("gone", PASSWORD)):
        answer = enter(visit(REMOTE_ADDR=f"10.1.0.{len(pages)}"), identifier, password)
        assert answer.status_code == 422
        text = answer.content.decode().replace(identifier, "").replace(password, "")
        pages.append(re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", text))
    assert len(set(pages)) == 1
    assert kinds().count("accounts.session.failed") == 3, "the failed try is kept though the answer refuses"


def test_the_session_key_changes_on_the_way_in(visit: Any, lin: Account) -> None:
    client = visit()
    for _ in range(3):
        enter(client, password="x")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    with scope(ONE):
        Tally.objects.all().delete()
    enter(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]
    replay = visit()
    replay.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not inside(replay)


def test_a_picture_is_asked_for_on_risk_only(visit: Any, lin: Account) -> None:
    client = visit()
    assert b'name="picture"' not in client.get("/account/sign-in/").content
    for _ in range(3):
        answer = enter(client, password="x")
    assert b'name="picture"' in answer.content and b"data:image/png;base64" in answer.content
    assert enter(client).status_code == 422, "the right password alone is not enough now"
    text = session_of(client)["accounts.picture"]["text"]
    assert enter(client, picture="wrong").status_code == 422
    assert enter(client, picture=text).status_code == 422, "each picture is good for one try"
    text = session_of(client)["accounts.picture"]["text"]
    assert enter(client, picture=text.upper()).status_code == 302
    client.post("/account/sign-out/")
    assert b"data:image/png" in visit().get("/account/sign-in/picture/").content


def test_signing_out_ends_the_session(visit: Any, lin: Account) -> None:
    client = visit()
    enter(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/").status_code == 303
    replay = visit()
    replay.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not inside(replay)
    assert "accounts.session.closed" in kinds()


def test_a_cookie_of_another_tenant_is_signed_out_and_said_there(visit: Any, lin: Account, other_lin: Account) -> None:
    client = visit("one")
    enter(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    thief = visit("two")
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    answer = thief.get("/account/security/")
    assert answer.status_code == 303
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == "", "the cookie is taken away"
    assert kinds(TWO) == ["accounts.session.refused"]
    assert "accounts.session.refused" not in kinds(ONE)
    with scope(TWO):
        assert EventRow.objects.get().address == "127.0.0.1"
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    thief.get("/account/security/")
    assert kinds(TWO) == ["accounts.session.refused"], "at most once in ten minutes for an address"
    assert inside(client), "where it belongs it still holds"


def test_a_demanded_new_password_comes_first(visit: Any, lin: Account) -> None:
    with scope(ONE):
        Account.objects.filter(pk=lin.pk).update(must_change_password=True)
    client = visit()
    enter(client)
    assert client.get("/")["Location"] == "/account/password/"
    assert client.get("/account/profile/")["Location"] == "/account/password/"
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/password/"
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 403
    assert client.get("/account/password/").status_code == 200
    assert client.post("/account/password/", {"old": PASSWORD, "new": "12345678"}).status_code == 422
    key = session_of(client).session_key
    assert client.post("/account/password/", {"old": PASSWORD, "new": NEW}).status_code == 303
    assert session_of(client).session_key != key, "a new key after something weighty"
    assert inside(client)


def test_changing_the_password_signs_all_other_places_out(visit: Any, lin: Account) -> None:
    here, there = visit(), visit()
    enter(here)
    enter(there)
    here.post("/account/password/", {"old": PASSWORD, "new": NEW})
    assert inside(here) and not inside(there)


def test_a_demanded_second_factor_comes_first(visit: Any, lin: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    class Everybody:
        def requires(self, account: Any) -> bool:
            return True

    monkeypatch.setitem(sockets._offered, rule.SecondFactorRule, Everybody())
    client = visit()
    enter(client)
    assert client.get("/")["Location"] == "/account/security/"
    assert client.get("/account/security/app/").status_code == 200
    secret = session_of(client)["accounts.app_secret"]
    answer = client.post("/account/security/app/", {"code": code_at(secret, datetime.now(UTC))})
    assert answer["Location"] == "/account/security/codes/"
    assert client.get("/").get("Location") != "/account/security/"
    assert client.get("/account/security/codes/").content.count(b"<code>") == 10


def test_the_second_step_at_signing_in(visit: Any, lin: Account) -> None:
    secret = factors.new_secret()
    now = datetime.now(UTC)
    with scope(ONE):
        codes = acts.add_app(lin, by=holder(lin), secret=secret, code=code_at(secret, now), now=now)
    client = visit()
    assert enter(client, next="/people/")["Location"] == "/account/sign-in/second/"
    assert not inside(client), "the password alone opens nothing"
    assert client.post("/account/sign-in/second/", {"code": "1"}).status_code == 422
    answer = client.post("/account/sign-in/second/", {"code": codes[0]})
    assert answer["Location"] == "/people/"
    assert inside(client)
    assert "accounts.session.failed" in kinds(), "the wrong code is kept"
    assert visit().get("/account/sign-in/second/")["Location"] == "/account/sign-in/"


def test_weighty_things_ask_for_the_password_again(visit: Any, client_for: Any, lin: Account) -> None:
    client = client_for(lin)
    assert (
        client.get("/account/security/app/")["Location"]
        == "/account/security/confirm/?next=%2Faccount%2Fsecurity%2Fapp%2F"
    )
    confirm = "/account/security/confirm/?next=/account/security/app/"
    assert client.post(confirm, {"password": "x", "next": "/account/security/app/"}).status_code == 422
    assert (
        client.post(confirm, {"password": PASSWORD, "next": "/account/security/app/"})["Location"]
        == "/account/security/app/"
    )
    assert client.get("/account/security/app/").status_code == 200
    assert client.get("/account/security/key/").status_code == 200


def test_a_forgotten_password_answers_the_same_for_everybody(visit: Any, lin: Account) -> None:
    def page(name: str) -> str:
        answer = visit().post("/account/password/forgotten/", {"identifier": name})
        assert answer.status_code == 200
        return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", answer.content.decode())

    assert page("linlan") == page("nobody")
    assert kinds() == ["accounts.password.asked"]


def test_the_link_of_the_mail(visit: Any, lin: Account) -> None:
    from kernel.accounts.actions.passwords import token_of
    from kernel.accounts.models import PasswordReset

    visit().post("/account/password/forgotten/", {"identifier": "linlan"}, headers={"Host": "one.localhost"})
    with scope(ONE):
        row = PasswordReset.objects.get()
        path = f"/account/password/{row.pk}/{token_of(row)}/"
    answer = visit().get(path)
    assert answer.status_code == 200 and answer["Referrer-Policy"] == "no-referrer"
    assert visit("two").get(path).status_code == 404
    assert visit().post(path, {"new": "1234"}).status_code == 422
    assert visit().post(path, {"new": NEW})["Location"] == "/account/sign-in/"
    assert visit().get(path).status_code == 404
    client = visit()
    assert enter(client, password=NEW).status_code == 302


def test_the_strength_is_said_while_typing(visit: Any, db: None) -> None:
    def said(password: str, language: str = "en") -> str:
        answer = visit().post(
            "/account/password/strength/",
            {"new": password},
            headers={"Accept-Language": language, "HX-Request": "true"},
        )
        return str(answer.content.decode())

    assert "too easy" in said("12345678")
    assert "very good" in said(NEW)
    assert said("").strip().endswith("</title>") or "Strength" not in said("")
    assert "强度" in said("12345678", "zh-CN")


def test_the_profile(client_for: Any, lin: Account) -> None:
    client = client_for(lin)
    assert client.get("/account/")["Location"] == "/account/profile/"
    assert "林岚" in client.get("/account/profile/").content.decode()
    values = {"name": "林小岚", "email": "linlan@example.com", "phone": "13800000001", "language": "en"}
    assert client.post("/account/profile/", values).status_code == 303
    assert "Security" in client.get("/account/profile/").content.decode()
    answer = client.post("/account/profile/", values | {"name": "", "phone": "abc"})
    assert answer.status_code == 422 and b"abc" in answer.content, "what was typed stays"


def test_the_pages_of_sessions(visit: Any, lin: Account) -> None:
    here, there, third = visit(), visit(), visit()
    for client in (here, there, third):
        enter(client)
    page = here.get("/account/security/").content.decode()
    ends = re.findall(r"/account/sessions/\d+/end/", page)
    assert len(ends) == 2
    here.post(ends[0])
    assert sorted([inside(there), inside(third)]) == [False, True]
    here.post("/account/sessions/others/end/")
    assert not inside(there) and not inside(third) and inside(here)


def test_the_list_of_places_signs_out_in_the_chosen_ones(visit: Any, lin: Account) -> None:
    here, there, third = visit(), visit(), visit()
    for client in (here, there, third):
        enter(client)
    page = here.get("/account/sessions/").content.decode()
    keys = re.findall(r'name="chosen" value="(\d+)"', page)
    assert len(keys) == 3 and page.count("本机") == 1
    with scope(ONE):
        others = UserSession.objects.exclude(session_key=here.session.session_key).order_by("pk")
        chosen, mine = others[0].pk, UserSession.objects.get(session_key=here.session.session_key).pk
    answer = here.post("/account/sessions/end/", {"chosen": [chosen, mine, "x", "9" * 40]})
    assert answer["Location"] == "/account/sessions/"
    assert inside(here) and sorted([inside(there), inside(third)]) == [False, True]
    assert here.get("/account/sessions/").content.decode().count('name="chosen"') == 2


def test_many_places_cost_what_few_cost(visit: Any, lin: Account) -> None:
    here = visit()
    enter(here)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert here.get(path).status_code == 200
        return len(seen)

    def fill(count: int) -> None:
        with scope(ONE):
            for _ in range(count):
                store = SessionStore()
                store.create()
                signing.open_session(
                    lin,
                    by=Actor.visitor("10.0.0.1"),
                    session_key=store.session_key or "",
                    agent="Firefox",
                    now=datetime.now(UTC),
                )

    fill(10)
    paths = ("/account/sessions/?size=200", "/account/security/")
    first = [asked(path) for path in paths]
    few = [asked(path) for path in paths]
    fill(190)
    assert [asked(path) for path in paths] == few <= first


def test_demo_accounts_stay_as_they_are(
    client_for: Any, visit: Any, lin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(tenancy()), "is_inert", lambda self, to: not to.is_public)
    client = client_for(lin)
    session = session_of(client)
    session["accounts.confirmed_at"] = datetime.now(UTC).timestamp()
    with scope(ONE):
        session.save()
        Account.objects.filter(pk=lin.pk).update(must_change_password=True)
    assert client.get("/account/profile/").status_code == 200, "nothing is demanded in a demo"
    assert client.post("/account/password/", {"old": PASSWORD, "new": NEW}).status_code == 403
    assert client.get("/account/security/app/").status_code == 403
    assert client.get("/account/security/key/").status_code == 403
    values = {"name": "林岚", "email": "evil@example.com", "phone": "", "language": ""}
    assert client.post("/account/profile/", values).status_code == 403
    visit().post("/account/password/forgotten/", {"identifier": "linlan"})
    assert "accounts.password.asked" not in kinds()


def test_the_vendors_staff_signs_in_at_the_console_only(visit: Any, db: None) -> None:
    make(PUBLIC, "chen", name="陈")
    assert enter(visit("one"), "chen").status_code == 422
    client = visit("console")
    assert enter(client, "chen").status_code == 302
    assert inside(client)
    assert client.get("/account/profile/").status_code == 200


def test_the_lock_stands_while_the_cache_does_not_answer(
    visit: Any, lin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    def down(*args: Any, **kwargs: Any) -> Any:
        raise redis.ConnectionError("no Valkey")

    monkeypatch.setattr(redis.connection.Connection, "connect", down)
    monkeypatch.setattr(redis.connection.ConnectionPool, "get_connection", down)
    client = visit()
    for _ in range(3):
        assert enter(client, password="x").status_code == 422
    with scope(ONE):
        assert Tally.objects.get(kind="account").count == 3
        Tally.objects.all().delete()
    assert enter(client).status_code == 302
