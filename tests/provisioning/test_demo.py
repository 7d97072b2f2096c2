"""A demo: one click, private, as several people, without an effect on the world, gone after a day or kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.test import Client

from kernel.accounts.actions import accounts, passwords
from kernel.accounts.models import Account
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.events import record
from kernel.events.models import EventRow
from kernel.notices import mail, notify
from kernel.notices import push as pushing
from kernel.notices.actions import delivering, outgoing
from kernel.notices.actions.choosing import add_browser
from kernel.notices.models import Delivery
from kernel.outbound import OutboundRefused, fetch
from kernel.policies import Conflict, Refused
from kernel.ports import directory
from kernel.scope import public, scope
from kernel.webhooks.actions import add_endpoint, enqueue, try_endpoint
from organization import seed
from organization.models import Person
from provisioning import clock, creating, demos
from provisioning.actions import creations, pool
from provisioning.actions import demos as acts
from provisioning.events import DemoRoleTaken
from provisioning.models import Asked, Creation, SignUp
from tenants import hosts
from tenants.actions import life
from tenants.lifecycle import State
from tenants.models import Domain, Tenant
from tests.kernel.notices.conftest import PLACED
from tests.kernel.notices.test_push import ENDPOINT, Browser
from tests.support.databases import HOSTS, ONE

pytestmark = pytest.mark.feature("SAAS-02")
NOW = datetime.now(UTC)
SYSTEM = Actor.system("test")
VISITOR = Actor.visitor("203.0.113.7")
KIND, KEY = DemoRoleTaken.kind, "k" * 32


def browser(host: str = HOSTS["site"], **cookies: str) -> Client:
    client = Client(headers={"host": host})
    for name, text in cookies.items():
        client.cookies[name] = text
    return client


@pytest.fixture
def small_pool(own_database: str) -> None:
    with public():
        pool.want("plain", by=SYSTEM, wanted=0)
        pool.want("demo", by=SYSTEM, wanted=0)


@pytest.fixture
def demo(small_pool: None) -> Iterator[Tenant]:
    """A demo of the browser with the key KEY, filled."""
    with public():
        creation = creations.begin_demo(by=VISITOR, now=NOW, name=seed.GROUP, key=KEY)
    assert creating.advance(creation.pk)
    with public():
        tenant = Creation.objects.get().tenant
    assert tenant is not None
    yield tenant


def come_over(tenant: Tenant) -> Client:
    """The visitor's browser on the demo's host, signed in as it arrives."""
    with public():
        creation = Creation.objects.get(tenant=tenant)
        assert creation.account is not None
        token = creations.hand_over(tenant, creation.account, by=VISITOR, goal="/", now=datetime.now(UTC))
    client = browser(creation.domain)
    assert client.get(f"/arrive/?token={token}").status_code in {302, 303}
    return client


# ---------------------------------------------------------------- beginning


def test_one_click_leads_into_a_company_of_ones_own(small_pool: None) -> None:
    client = browser()
    assert client.get("/demo/").status_code == 200
    assert client.post("/demo/")["Location"] == "/demo/coming/"
    with public():
        creation = Creation.objects.get()
    assert client.get("/demo/coming/").status_code == 200
    assert creating.advance(creation.pk)
    over = client.get("/demo/coming/")["Location"]
    assert over.startswith(f"http://{creation.domain}:8000/arrive/?token=")
    inside = browser(creation.domain)
    home = inside.get("/arrive/?" + over.partition("?")[2], follow=True)
    assert home.status_code == 200
    text = home.content.decode()
    assert "体验公司" in text
    assert re.search("还剩 2[34] 小时", text)
    assert "孟繁星" in text


def test_two_clicks_tabs_and_reloads_are_one_demo_and_another_browser_has_another(small_pool: None) -> None:
    client = browser()
    client.get("/demo/")
    for _ in range(3):
        assert client.post("/demo/")["Location"] == "/demo/coming/"
    other = browser()
    other.get("/demo/")
    other.post("/demo/")
    with public():
        assert Creation.objects.count() == 2
        assert len(set(Creation.objects.values_list("domain", flat=True))) == 2
        assert Asked.objects.filter(kind="demo_address").count() == 2


def test_the_same_moment_is_one_demo_too(small_pool: None) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def click(_number: int) -> str:
        try:
            with public():
                return str(creations.begin_demo(by=VISITOR, now=NOW, name="x", key="same").pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(click, range(6)))) == 1
    with public():
        assert EventRow.objects.filter(kind="provisioning.demo.begun").count() == 1


def test_whoever_has_no_demo_of_their_own_finds_none(demo: Tenant) -> None:
    stranger = browser()
    assert stranger.get("/demo/coming/")["Location"] == "/demo/"
    kept = stranger.get("/demo/keeping/")
    assert kept.status_code == 422
    assert "没有可以留用的体验" in kept.content.decode()
    with public():
        assert demos.live(KEY, NOW) is not None
        assert demos.live("", NOW) is None
        assert demos.live("other", NOW) is None


def test_many_from_one_address_need_a_picture_and_then_wait(db: None) -> None:
    def begun(number: int) -> int:
        client = browser(csrf=f"{number:032d}")
        return client.post("/demo/", REMOTE_ADDR="203.0.113.9").status_code

    assert [begun(number) for number in range(4)] == [303] * 4
    client = browser(csrf="9" * 32)
    asked = client.post("/demo/", REMOTE_ADDR="203.0.113.9")
    assert asked.status_code == 422
    assert "data:image/png" in asked.content.decode()
    assert client.post("/demo/", {"picture": "wrong"}, REMOTE_ADDR="203.0.113.9").status_code == 422
    client.post("/demo/", REMOTE_ADDR="203.0.113.9")
    with public():
        text = client.session["accounts.picture"]["text"]
    assert client.post("/demo/", {"picture": text}, REMOTE_ADDR="203.0.113.9").status_code == 303
    with public():
        for number in range(20):
            creations.begin_demo(by=Actor.visitor("203.0.113.9"), now=datetime.now(UTC), name="x", key=f"n{number}")
    refused = browser(csrf="8" * 32).post("/demo/", REMOTE_ADDR="203.0.113.9")
    assert "一小时后" in refused.content.decode()
    assert browser(csrf="7" * 32).post("/demo/", REMOTE_ADDR="203.0.113.10").status_code == 303


def test_a_demo_that_cannot_be_made_says_so_and_goes_on_by_itself(small_pool: None) -> None:
    client = browser()
    client.get("/demo/")
    client.post("/demo/")
    with public():
        Creation.objects.update(began_at=NOW - timedelta(minutes=5), attempts=3, tried_at=datetime.now(UTC))
    page = client.get("/demo/coming/")
    assert page.status_code == 200
    assert "比平时慢" in page.content.decode()
    with public():
        Creation.objects.update(attempts=Creation.TRIES)
    assert client.get("/demo/coming/")["Location"] == "/demo/"


# ---------------------------------------------------------------- inside


def test_the_visitor_goes_on_as_each_role(demo: Tenant) -> None:
    client = come_over(demo)
    with scope(demo.scope):
        roles = {one.role: one.name for one in seed.sign_ins()}
    assert set(roles) == {"employee", "department_head", "clerk", "unit_administrator", "group_administrator"}
    for role, name in roles.items():
        home = client.post("/demo/role/", {"role": role}, follow=True)
        assert home.status_code == 200
        assert f"</b> {name}</span>" in home.content.decode()
    with scope(demo.scope):
        assert EventRow.objects.filter(kind="provisioning.demo.role_taken").count() == 5
    assert client.post("/demo/role/", {"role": "king"}).status_code == 404


def test_nowhere_else_is_a_role_taken_and_nothing_of_the_demo_is_there(
    client_for: Callable[..., Client], visit: Callable[..., Client]
) -> None:
    with scope(ONE):
        account = Account.objects.create(username="linlan", name="林岚")
    client = client_for(account)
    assert client.post("/demo/role/", {"role": "group_administrator"}).status_code == 403
    assert client.post("/demo/end/").status_code == 403
    assert client.get("/demo/keeping/").status_code == 403
    assert visit().post("/demo/role/", {"role": "employee"}).status_code == 303
    assert "demo-bar" not in client.get("/").content.decode()
    with scope(ONE):
        actor = directory().actor_for(account)
        assert actor.kind == "person"
        with pytest.raises(Refused):
            acts.take_role("employee", by=actor)
    with public():
        with pytest.raises(Refused):
            acts.take_role("employee", by=SYSTEM)
        with pytest.raises(Refused):
            life.end_demo(Tenant.objects.get(schema_name=ONE.schema).pk, by=SYSTEM, now=NOW)


def test_a_demo_that_was_kept_changes_no_roles_any_more(demo: Tenant) -> None:
    client = come_over(demo)
    with public():
        life.keep(demo.pk, by=SYSTEM, until=NOW + timedelta(days=30), now=NOW)
    assert client.post("/demo/role/", {"role": "group_administrator"}).status_code == 403
    with scope(demo.scope), pytest.raises(Refused):
        acts.take_role("employee", by=Actor(kind="person", name="x"))


def test_ending_it_closes_it_now_and_erases_it_at_the_next_turn(demo: Tenant) -> None:
    client = come_over(demo)
    with public():
        host = Domain.objects.get(tenant=demo).domain
    over = client.post("/demo/end/")
    assert over.status_code == 200
    assert "体验已结束" in over.content.decode()
    assert client.get("/").status_code == 403
    clock.turn(datetime.now(UTC) + timedelta(seconds=1))
    with public():
        demo.refresh_from_db()
        assert demo.state == State.DELETED
        moved = EventRow.objects.filter(kind="tenants.tenant.moved", subject_id=demo.pk).order_by("id").first()
        assert moved is not None
        assert moved.actor_name == "孟繁星"
    hosts.forget_here()
    assert browser(host).get("/").status_code == 404
    with public():
        assert demos.live(KEY, datetime.now(UTC)) is None


def test_somebody_signed_out_is_shown_the_way_back(demo: Tenant) -> None:
    client = come_over(demo)
    client.post("/account/sign-out/")
    text = client.get("/account/sign-in/").content.decode()
    assert "http://localhost:8000/demo/coming/" in text


# ---------------------------------------------------------------- keeping


def test_keeping_leads_to_the_sign_up_of_this_very_demo(demo: Tenant) -> None:
    client = come_over(demo)
    over = client.get("/demo/keeping/")
    assert over["Location"] == "http://localhost:8000/demo/keeping/"
    site = browser(csrf=KEY)
    assert site.get("/demo/keeping/")["Location"] == "/sign-up/"
    with public():
        assert SignUp.objects.get().keeps_id == demo.pk


def test_what_a_visitor_opened_is_shut_when_the_demo_becomes_a_company(demo: Tenant) -> None:
    client = come_over(demo)
    with scope(demo.scope):
        Person.objects.filter(name="孟繁星").update(note="改过")
    with public():
        signup = SignUp.objects.create(
            key="s", state="submitted", began_at=NOW, email="shen@qinghe.cn", company="青禾机械", slug="qinghe",
            admin_name="沈若川", username="shenruochuan", password="!", keeps=demo,
        )  # fmt: skip
        creation = Creation.objects.create(
            kind="keep", signup=signup, tenant=demo, name="青禾机械", domain="qinghe.localhost", began_at=NOW
        )
    assert creating.advance(creation.pk)
    hosts.forget_here()
    with public():
        demo.refresh_from_db()
    assert demo.state == State.TRIAL
    with scope(demo.scope):
        assert Person.objects.get(name="孟繁星").note == "改过"
    assert client.get("/").status_code == 303, "whoever played in the demo is signed out of the company"


# ---------------------------------------------------------------- nothing leaves


@pytest.fixture
def inert(own_database: str) -> Iterator[Account]:
    """The first tenant as a demo, with somebody in it who can be reached by every channel."""
    with scope(ONE):
        account = Account(username="linlan", name="林岚", email="linlan@example.com")
        account.set_password("门前老槐树 1987 秋千")
        account.save()
    with public():
        Tenant.objects.filter(schema_name=ONE.schema).update(state=State.DEMO)
    hosts.forget_here()
    yield account
    hosts.forget_here()


def test_passwords_addresses_and_second_factors_of_a_demo_stay_as_they_are(inert: Account) -> None:
    by = Actor(kind="person", name="林岚", account=inert.pk)
    with scope(ONE):
        with pytest.raises(Refused):
            passwords.change_password(inert, by=by, old="门前老槐树 1987 秋千", new="河边 蓝风筝 3 只", now=NOW)
        with pytest.raises(Refused):
            accounts.change_profile(inert, by=by, email="other@example.com")
        assert AccountPolicy.secure(by, inert) is not True
        assert passwords.ask_reset("linlan@example.com", by=Actor.visitor(), now=NOW) is None


def test_no_mail_leaves_a_demo(inert: Account) -> None:
    with scope(ONE):
        written = mail.send("somebody@example.com", "关于合同", "正文")
    assert not outgoing.deliver(ONE, written.pk)
    with scope(ONE):
        written.refresh_from_db()
        assert (written.error, written.sent_at, written.text) == ("inert", None, "")
    assert outbox.outbox == []


def test_no_push_leaves_a_demo(inert: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "fetch", lambda *given, **options: pytest.fail("something was sent"))
    with scope(ONE):
        add_browser(by=Actor(kind="person", name="林岚", account=inert.pk), endpoint=ENDPOINT, **Browser().keys)
        tell: Callable[..., object] = notify
        tell(PLACED, to=[f"account:{inert.pk}"], title="任职变动")
    delivering.deliver_due(ONE, datetime.now(UTC))
    with scope(ONE):
        assert not Delivery.objects.filter(done_at=None).exists()


def test_no_webhook_leaves_a_demo(inert: Account) -> None:
    manager = Actor(kind="person", name="林岚", account=inert.pk, functions=frozenset({"webhooks.manage"}))
    with scope(ONE):
        endpoint, _secret = add_endpoint(by=manager, name="财务", url="https://example.com/hook", kinds=[KIND])
        event = record(DemoRoleTaken, inert, by=manager, role="x")
        assert enqueue(event, by=SYSTEM) == []
        with pytest.raises(Conflict):
            try_endpoint(endpoint, by=manager)


def test_nothing_else_calls_out_of_a_demo(inert: Account) -> None:
    with pytest.raises(OutboundRefused):
        fetch("GET", "https://example.com/", here=ONE)
