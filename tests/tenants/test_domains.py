"""A company's own addresses: asked for, proven by the name system, made the main one, given up; never another's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.config.environment import BadEnvironment, environment, read
from kernel.events.models import EventRow
from kernel.outbound import names as lookup
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.ports import tenancy
from kernel.scope import Scope, public, scope
from tenants import domains, hosts, proving
from tenants.actions import domains as acts
from tenants.functions import DOMAINS
from tenants.models import Domain, DomainRequest, Tenant
from tests.support.databases import ONE, TWO
from tests.support.nameserver import Names, answering

pytestmark = pytest.mark.feature("SAAS-07")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ADMIN = Actor(kind="person", name="赵敏", account=UUID(int=1), functions=frozenset({DOMAINS}))
EMPLOYEE = Actor(kind="person", name="林小满", account=UUID(int=2))
NAME = "office.example.cn"


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    with answering() as names:
        changed = dataclasses.replace(environment, name_servers=(("127.0.0.1", names.port),))
        monkeypatch.setattr(lookup, "environment", changed)
        yield names


def asked(name: str = NAME, here: Scope = ONE, by: Actor = ADMIN) -> DomainRequest:
    with scope(here):
        return acts.ask(by=by, domain=name, now=NOW)


def publish(dns: Names, request: DomainRequest) -> None:
    dns.texts[domains.record_name(request.domain)] = ["v=spf1 -all", domains.record_value(request.token)]


def test_from_asking_to_links_that_lead_there_and_back(own_database: str, dns: Names) -> None:
    request = asked("https://Office.Example.CN/start")
    assert request.domain == NAME
    assert asked(NAME).pk == request.pk
    assert not proving.look(request.pk, NOW)
    assert hosts.find(NAME) is None
    publish(dns, request)
    dns.aliases[NAME] = "one.localhost"
    assert proving.look(request.pk, NOW)
    place = hosts.find(NAME)
    assert place is not None
    assert place.scope == ONE
    assert tenancy().address(ONE) == "http://one.localhost:8000/"
    with scope(ONE):
        with public():
            row = Domain.objects.get(domain=NAME)
            assert DomainRequest.objects.get().leads_here
        acts.make_main(row.pk, by=ADMIN)
    assert tenancy().address(ONE) == f"http://{NAME}:8000/"
    with public():
        assert Domain.objects.filter(tenant_id=str(ONE.tenant), is_primary=True).count() == 1
    with scope(ONE):
        acts.give_up(request.pk, by=ADMIN)
    assert hosts.find(NAME) is None
    assert tenancy().address(ONE) == "http://one.localhost:8000/"
    with scope(ONE):
        kinds = list(EventRow.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [f"tenants.domain.{verb}" for verb in ("asked", "proven", "made_main", "given_up")]


def test_whose_name_it_is_says_the_text_and_nothing_else(own_database: str, dns: Names) -> None:
    """A name that leads here belongs to nobody: of two who ask for it, the one whose text is published gets it."""
    mine, theirs = asked(here=ONE), asked(here=TWO)
    assert mine.token != theirs.token
    dns.aliases[NAME] = "two.localhost"
    publish(dns, mine)
    assert not proving.look(theirs.pk, NOW)
    assert proving.look(mine.pk, NOW)
    publish(dns, theirs)
    assert not proving.look(theirs.pk, NOW)
    with public():
        assert DomainRequest.objects.get(pk=theirs.pk).problem == "taken"
        assert Domain.objects.get(domain=NAME).tenant_id == ONE.tenant
    with scope(TWO):
        with pytest.raises(NotFound):
            acts.give_up(mine.pk, by=ADMIN)
        with public():
            row = Domain.objects.get(domain=NAME)
        with pytest.raises(NotFound):
            acts.make_main(row.pk, by=ADMIN)
    with scope(TWO), pytest.raises(Invalid):
        acts.ask(by=ADMIN, domain="one.localhost.example.cn".replace(".example.cn", ""), now=NOW)


@pytest.mark.parametrize(
    ("published", "problem"),
    [([], "absent"), (["tongban=somebody-elses"], "other"), (["google-site-verification=x"], "absent")],
)
def test_each_failure_says_what_is_wrong(own_database: str, dns: Names, published: list[str], problem: str) -> None:
    request = asked()
    if published:
        dns.texts[domains.record_name(NAME)] = published
    assert not proving.look(request.pk, NOW)
    with public():
        assert DomainRequest.objects.get().problem == problem


def test_a_silent_name_server_is_tried_again_by_the_schedule_for_a_week(
    own_database: str, dns: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked()
    monkeypatch.setattr(proving, "texts", lambda name: lookup.texts(name, timeout=0.1))
    monkeypatch.setattr(proving, "alias", lambda name: lookup.alias(name, timeout=0.1))
    dns.silent = True
    assert not proving.look(request.pk, NOW)
    with public():
        assert DomainRequest.objects.get().problem == "silent"
    dns.silent = False
    publish(dns, request)
    assert proving.look_at_all(NOW + timedelta(days=8)) == 0
    assert proving.look_at_all(NOW + timedelta(hours=1)) == 1
    assert hosts.find(NAME) is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "office",
        "localhost",
        "rival.localhost",
        "127.0.0.1",
        "[::1]",
        "http://2130706433/",
        "a b.cn",
        "x_y.example.cn",
    ],
)
def test_what_can_be_no_address_of_a_company(tenant: Scope, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        acts.ask(by=ADMIN, domain=name, now=NOW)
    assert refused.value.errors["domain"]


def test_chinese_names_have_one_spelling(tenant: Scope) -> None:
    assert (
        acts.ask(by=ADMIN, domain="办公.例子.中国", now=NOW).domain
        == acts.ask(by=ADMIN, domain="办公。例子。中国", now=NOW).domain
    )


def test_who_may_not(tenant: Scope) -> None:
    with pytest.raises(Refused):
        acts.ask(by=EMPLOYEE, domain=NAME, now=NOW)
    request = acts.ask(by=ADMIN, domain=NAME, now=NOW)
    with pytest.raises(Refused):
        acts.note_look(request.pk, problem="", leads_here=True, by=ADMIN, now=NOW)
    with pytest.raises(Refused):
        acts.give_up(request.pk, by=EMPLOYEE)
    with pytest.raises(Refused):
        acts.make_main(request.pk, by=EMPLOYEE)
    for number in range(acts.MOST - 1):
        acts.ask(by=ADMIN, domain=f"office{number}.example.cn", now=NOW)
    with pytest.raises(Invalid):
        acts.ask(by=ADMIN, domain="eleventh.example.cn", now=NOW)


def test_a_demo_has_none(own_database: str) -> None:
    with public():
        Tenant.objects.filter(pk=str(ONE.tenant)).update(state="demo")
    hosts.forget_here()
    with scope(ONE), pytest.raises(Conflict):
        acts.ask(by=ADMIN, domain=NAME, now=NOW)


def test_name_servers_of_the_environment() -> None:
    assert read({"TONGBAN_NAME_SERVERS": "192.0.2.1, 192.0.2.2:5353"}).name_servers == (
        ("192.0.2.1", 53),
        ("192.0.2.2", 5353),
    )
    with pytest.raises(BadEnvironment):
        read({"TONGBAN_NAME_SERVERS": "192.0.2.1:dns"})


class Administrators:
    """A directory in which the account "zhao" administers."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        functions = frozenset({DOMAINS}) if account.username == "zhao" else frozenset()
        return Actor(kind="person", name=account.username, account=account.pk, functions=functions)

    def names(self, people: Any) -> dict[UUID, str]:
        return {}

    def accounts(self, principals: Any) -> dict[UUID, UUID]:
        return {}


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch, db: None, client_for: Callable[..., Client]) -> dict[str, Client]:
    monkeypatch.setattr("kernel.web.middleware.directory", Administrators)
    with scope(ONE):
        accounts = {name: Account.objects.create(username=name) for name in ("zhao", "lin")}
    return {name: client_for(account) for name, account in accounts.items()}


def test_the_pages(clients: dict[str, Client], dns: Names) -> None:
    zhao, lin = clients["zhao"], clients["lin"]
    assert "one.localhost" in zhao.get("/addresses/").content.decode()
    wrong = zhao.post("/addresses/new/", {"domain": "127.0.0.1"})
    assert wrong.status_code == 422
    assert "127.0.0.1" in wrong.content.decode()
    made = zhao.post("/addresses/new/", {"domain": NAME})
    assert made.status_code == 303
    here = made["Location"]
    shown = zhao.get(here).content.decode()
    assert f"_tongban.{NAME}" in shown
    assert "tongban=" in shown
    looked = zhao.post(f"{here}look/")
    assert "progress" in zhao.get(looked["Location"]).content.decode()
    with scope(ONE), public():
        request = DomainRequest.objects.get()
    publish(dns, request)
    proving.look(request.pk, datetime.now(UTC))
    assert zhao.get(looked["Location"].replace("?", "look/?")).status_code == 303
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = zhao.get("/addresses/").content.decode()
    assert NAME in page
    assert len(queries) <= 25
    with scope(ONE), public():
        row = Domain.objects.get(domain=NAME)
    assert lin.get("/addresses/").status_code == 403
    assert lin.post(f"/addresses/domains/{row.pk}/main/").status_code == 403
    assert lin.post(f"{here}removal/").status_code == 403
    assert zhao.post(f"/addresses/domains/{row.pk}/main/").status_code == 303
    assert zhao.post(f"{here}removal/").status_code == 303
    assert zhao.get(here).status_code == 404


def test_the_same_by_programs(clients: dict[str, Client]) -> None:
    zhao, lin = clients["zhao"], clients["lin"]
    url = "/api/v1/tenants/addresses/"
    made = zhao.post(url, {"domain": NAME}, content_type="application/json")
    assert made.status_code == 201
    assert zhao.post(url, {"domain": "x"}, content_type="application/json").status_code == 422
    assert [row["domain"] for row in zhao.get(url).json()["items"]] == [NAME]
    one = f"{url}{made.json()['id']}/"
    assert zhao.get(one).json()["record_name"] == f"_tongban.{NAME}"
    assert zhao.post(f"{one}look/").status_code == 202
    assert lin.get(url).status_code == 403
    assert lin.delete(one).status_code == 403
    assert zhao.delete(one).status_code == 204
    assert zhao.get(one).status_code == 404


def test_a_proxy_learns_which_names_may_have_a_certificate(visit: Callable[..., Client]) -> None:
    site = visit("site")
    assert site.get("/addresses/certificate/?domain=one.localhost").status_code == 200
    assert site.get("/addresses/certificate/?domain=evil.example.com").status_code == 404
    assert site.get("/addresses/certificate/").status_code == 404
