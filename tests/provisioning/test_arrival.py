"""Coming over: once, within a minute, at one's own site, as the founder who can do everything there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import set_urlconf

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.keys import uuid7
from kernel.notices.models import Outgoing
from kernel.preferences.models import Enumeration
from kernel.scope import public, scope
from organization.calendars.models import CalendarDay
from organization.guide.steps import steps
from provisioning import creating, finding, handlers, limits, pooling, tasks
from provisioning.actions import creations
from provisioning.models import Asked, Creation, HandOver
from tenants.models import Tenant
from tests.provisioning.support import PASSWORD, proven, wanted

pytestmark = pytest.mark.feature("SAAS-01", "SAAS-07")
VISITOR = Actor.visitor("203.0.113.7")


def browser(host: str) -> Client:
    return Client(headers={"host": host})


def made(own_database: str) -> tuple[Client, Creation]:
    """A browser whose company's site is ready."""
    wanted(plain=1)
    pooling.fill("plain")
    site = proven(browser("localhost"))
    site.post("/sign-up/company/", {"company": "青禾机械", "slug": "qinghe"})
    site.post("/sign-up/administrator/", {"admin_name": "沈若川", "password": PASSWORD})
    with public():
        return site, Creation.objects.select_related("tenant").get()


@pytest.fixture
def ready(own_database: str) -> tuple[Client, Creation]:
    return made(own_database)


def is_in(client: Client) -> bool:
    """Whether the browser is signed in there."""
    return client.get("/account/profile/").status_code == 200


def test_the_founder_arrives_signed_in_and_can_do_all_that_the_guide_asks(ready: tuple[Client, Creation]) -> None:
    site, creation = ready
    assert creation.tenant is not None
    answer = site.post(f"/sign-up/{creation.pk}/entry/")
    goal = urlsplit(answer.headers["Location"])
    assert goal.netloc == "qinghe.localhost:8000"
    own = browser("qinghe.localhost")
    arrived = own.get(f"{goal.path}?{goal.query}")
    assert (arrived.status_code, arrived.headers["Location"]) == (302, "/")
    home = own.get("/").content.decode()
    assert "开通向导" in home
    assert own.get("/guide/").status_code == 200
    set_urlconf("kernel.config.urls_tenant")
    goals = {step.key: step.url() for step in steps()}
    set_urlconf(None)
    assert len(goals) >= 4
    for key, url in goals.items():
        assert own.get(url.partition("#")[0], follow=True).status_code == 200, key
    with scope(creation.tenant.scope):
        assert EventRow.objects.filter(kind="accounts.session.opened").count() == 1


def test_a_fresh_company_is_usable_at_once(ready: tuple[Client, Creation]) -> None:
    _, creation = ready
    assert creation.tenant is not None
    with scope(creation.tenant.scope):
        assert Enumeration.objects.exclude(owner="").exists()
        assert CalendarDay.objects.filter(day__year=datetime.now(UTC).year, source="council").count() > 10
        account = Account.objects.get()
        assert account.email == "shen@qinghe.cn"
        before = CalendarDay.objects.count(), Enumeration.objects.count()
        # Repeated, as after a worker that died, it changes nothing.
        creating._found(creation, datetime.now(UTC))
        assert (CalendarDay.objects.count(), Enumeration.objects.count()) == before
        assert Account.objects.count() == 1


def test_a_token_is_good_once(ready: tuple[Client, Creation]) -> None:
    site, creation = ready
    goal = urlsplit(site.post(f"/sign-up/{creation.pk}/entry/").headers["Location"])
    first, second = browser("qinghe.localhost"), browser("qinghe.localhost")
    first.get(f"{goal.path}?{goal.query}")
    assert is_in(first)
    again = second.get(f"{goal.path}?{goal.query}", follow=True)
    assert "一分钟" in again.content.decode()
    assert not is_in(second)
    # Whoever is in already is not thrown out by a reload.
    assert first.get(f"{goal.path}?{goal.query}").headers["Location"] == "/"
    assert is_in(first)


@pytest.mark.parametrize("how", ["expired", "elsewhere", "unknown", "none", "switched off"])
def test_a_token_that_is_not_good_lets_nobody_in(ready: tuple[Client, Creation], how: str) -> None:
    _, creation = ready
    assert creation.tenant is not None
    assert creation.account is not None
    now = datetime.now(UTC) - timedelta(seconds=61 if how == "expired" else 0)
    with public():
        token = creations.hand_over(creation.tenant, creation.account, by=VISITOR, goal="/", now=now)
    if how == "switched off":
        with scope(creation.tenant.scope):
            Account.objects.update(is_active=False)
    client = browser("one.localhost" if how == "elsewhere" else "qinghe.localhost")
    asked = {"none": "/arrive/", "unknown": "/arrive/?token=abc"}.get(how, f"/arrive/?token={token}")
    answer = client.get(asked)
    assert answer.headers["Location"] == "/account/sign-in/"
    assert not is_in(client)
    with public():
        used = HandOver.objects.latest("id").used_at
    assert (used is None) == (how != "switched off")


def test_only_the_browser_that_signed_up_comes_in(ready: tuple[Client, Creation]) -> None:
    site, creation = ready
    stranger = browser("localhost")
    seen = stranger.get(f"/sign-up/{creation.pk}/").content.decode()
    assert "青禾机械" in seen
    assert "shen@qinghe.cn" not in seen
    assert 'hx-trigger="load' not in seen
    answer = stranger.post(f"/sign-up/{creation.pk}/entry/")
    assert answer.headers["Location"] == "http://qinghe.localhost:8000/account/sign-in/"
    with public():
        assert not HandOver.objects.exists()
    assert stranger.get(f"/sign-up/{uuid7()}/").status_code == 404
    # The owner is taken over by the page itself, once; who comes back is left to choose.
    assert 'hx-trigger="load' in site.get(f"/sign-up/{creation.pk}/").content.decode()
    site.post(f"/sign-up/{creation.pk}/entry/")
    assert 'hx-trigger="load' not in site.get(f"/sign-up/{creation.pk}/").content.decode()


def test_the_entry_of_an_unfinished_site_leads_back_to_its_progress(own_database: str) -> None:
    wanted()
    site = proven(browser("localhost"))
    site.post("/sign-up/company/", {"company": "青禾机械", "slug": "qinghe"})
    making = site.post("/sign-up/administrator/", {"admin_name": "沈若川", "password": PASSWORD}).headers["Location"]
    assert site.post(f"{making}entry/").headers["Location"] == making


def test_somebody_else_s_session_on_the_host_gives_way(ready: tuple[Client, Creation]) -> None:
    site, creation = ready
    assert creation.tenant is not None
    own = browser("qinghe.localhost")
    with scope(creation.tenant.scope):
        other = Account(username="other", name="别人")
        other.set_password(PASSWORD)
        other.save()
        own.force_login(other)
    goal = urlsplit(site.post(f"/sign-up/{creation.pk}/entry/").headers["Location"])
    own.get(f"{goal.path}?{goal.query}")
    assert "沈若川" in own.get("/").content.decode()


def test_the_founder_is_told_by_mail_once(ready: tuple[Client, Creation]) -> None:
    _, creation = ready
    with public():
        row = EventRow.objects.get(kind="provisioning.site.ready")
        for _ in range(2):
            handlers.tell_founder(row)
        mail = Outgoing.objects.get(subject__contains="已开通")
        assert mail.to == "shen@qinghe.cn"
        assert "http://qinghe.localhost:8000/" in mail.text
        creation.refresh_from_db()
        assert "told" in creation.steps


def test_a_company_name_is_no_link_in_any_mail(ready: tuple[Client, Creation]) -> None:
    with public():
        row = EventRow.objects.get(kind="provisioning.site.ready")
        handlers.tell_founder(row)
        html = Outgoing.objects.get(subject__contains="已开通").html
    assert all("localhost" in link or link.startswith("mailto:") for link in re.findall(r'href="([^"]+)"', html))


def test_the_finder_answers_everybody_alike_and_mails_only_whom_it_knows(
    ready: tuple[Client, Creation], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.find_sites, "send", lambda to, email, language: asked.append((email, language)))
    bodies = []
    for email in ("shen@qinghe.cn", "nobody@qinghe.cn"):
        answer = browser("localhost").post("/sign-in/", {"email": email})
        assert answer.status_code == 200
        bodies.append(re.sub(r'value="[^"]*"|content="[^"]*"', "", answer.content.decode()))
    assert bodies[0] == bodies[1]
    assert asked == [("shen@qinghe.cn", "zh-hans"), ("nobody@qinghe.cn", "zh-hans")]
    with public():
        before = Outgoing.objects.count()
    assert [finding.mail_sites(email, "zh-hans") for email, _ in asked] == [1, 0]
    with public():
        assert Outgoing.objects.count() == before + 1
        assert "http://qinghe.localhost:8000/" in Outgoing.objects.latest("id").text
    assert sent.outbox == []


def test_the_finder_is_limited_and_leads_to_a_known_site(ready: tuple[Client, Creation]) -> None:
    client = browser("localhost")
    for typed in ("qinghe", "QingHe", "https://qinghe.localhost:8000/"):
        assert client.get("/sign-in/", {"site": typed}).headers["Location"] == (
            "http://qinghe.localhost:8000/account/sign-in/"
        )
    for typed in ("nichtda", "console", "", "..", "localhost"):
        answer = client.get("/sign-in/", {"site": typed})
        assert answer.status_code == 422
    with public():
        kind = "find_email"
        Asked.objects.bulk_create(
            Asked(id=uuid7(), kind=kind, who=limits.digest("shen@qinghe.cn"), at=datetime.now(UTC))
            for _ in range(limits.LIMITS[kind].picture)
        )
    assert "data:image/png" in client.post("/sign-in/", {"email": "shen@qinghe.cn"}).content.decode()
    with public():
        Asked.objects.bulk_create(
            Asked(id=uuid7(), kind=kind, who=limits.digest("shen@qinghe.cn"), at=datetime.now(UTC))
            for _ in range(limits.LIMITS[kind].most)
        )
    assert "过于频繁" in client.post("/sign-in/", {"email": "shen@qinghe.cn"}).content.decode()
    assert client.post("/sign-in/", {"email": "x"}).status_code == 422


def test_the_site_is_on_trial_for_as_long_as_the_prices_say(ready: tuple[Client, Creation]) -> None:
    _, creation = ready
    with public():
        tenant = Tenant.objects.get(creations=creation)
    assert tenant.expires_at is not None
    assert timedelta(days=29) < tenant.expires_at - datetime.now(UTC) <= timedelta(days=30)
