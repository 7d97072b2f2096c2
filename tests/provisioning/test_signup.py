"""Signing up as browsers do it: clicked twice, gone back, reloaded, in two tabs, by machines and by mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.keys import uuid7
from kernel.notices.models import Outgoing
from kernel.scope import public
from provisioning import creating, limits, pooling, proposing, slugs
from provisioning.models import AddressClaim, Asked, Creation, SignUp
from tenants.models import Domain, Tenant
from tests.provisioning.support import PASSWORD, code_for, proven, wanted

pytestmark = pytest.mark.feature("SAAS-01")


@pytest.fixture
def site(visit: Callable[..., Client]) -> Client:
    return visit("site")


@pytest.fixture
def empty_pool(own_database: str) -> Client:
    wanted(plain=0)
    return Client(headers={"host": "localhost"})


@pytest.fixture
def full_pool(own_database: str) -> Client:
    wanted(plain=1)
    pooling.fill("plain")
    return Client(headers={"host": "localhost"})


def named(
    client: Client, company: str = "青禾机械有限公司", slug: str = "qinghe", email: str = "shen@qinghe.cn"
) -> Client:
    """Past the second screen."""
    proven(client, email)
    answer = client.post("/sign-up/company/", {"company": company, "slug": slug})
    assert answer.headers["Location"] == "/sign-up/administrator/", answer.content.decode()
    return client


def twin(client: Client) -> Client:
    """Another tab of the same browser."""
    other = Client(headers={"host": "localhost"})
    other.cookies = client.cookies
    return other


def create(client: Client, **changes: str) -> Any:
    return client.post("/sign-up/administrator/", {"admin_name": "沈若川", "password": PASSWORD, **changes})


def drawn(client: Client) -> str:
    """What the latest picture shows."""
    with public():
        return str(client.session["accounts.picture"]["text"])


def test_three_screens_and_one_site(full_pool: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        first = full_pool.get("/sign-up/")
    assert first.status_code == 200
    assert len(asked) <= 25
    named(full_pool)
    answer = create(full_pool)
    assert answer.status_code == 303
    page = full_pool.get(answer.headers["Location"])
    assert "已就绪" in page.content.decode()
    with public():
        creation = Creation.objects.get()
        assert creation.done_at is not None
        assert Tenant.objects.filter(name="青禾机械有限公司").count() == 1
        assert Domain.objects.get(tenant=creation.tenant).domain == "qinghe.localhost"
        assert SignUp.objects.get().password == ""


def test_a_double_click_makes_one_site(full_pool: Client) -> None:
    named(full_pool)

    def click(client: Client) -> str:
        try:
            return str(create(client).headers["Location"])
        finally:
            connections.close_all()

    tabs = [twin(full_pool) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(click, tabs))
    assert len(set(found)) == 1
    assert create(full_pool).headers["Location"] == found[0]
    with public():
        assert Creation.objects.count() == AddressClaim.objects.count() == 1
        assert Tenant.objects.filter(name="青禾机械有限公司").count() == 1


def test_two_tabs_are_one_sign_up_and_the_later_name_holds(full_pool: Client) -> None:
    other = twin(named(full_pool))
    other.post("/sign-up/company/", {"company": "青禾集团", "slug": "qinghejt"})
    assert "青禾集团" in full_pool.get("/sign-up/administrator/").content.decode()
    assert create(full_pool).headers["Location"] == create(other).headers["Location"]
    with public():
        assert SignUp.objects.count() == Creation.objects.count() == 1
        assert list(AddressClaim.objects.values_list("slug", flat=True)) == ["qinghejt"]


def test_going_back_and_reloading_loses_nothing_and_begins_nothing(full_pool: Client) -> None:
    named(full_pool)
    assert "邮箱已验证" in full_pool.get("/sign-up/").content.decode()
    shown = full_pool.get("/sign-up/company/").content.decode()
    assert 'value="青禾机械有限公司"' in shown
    assert 'value="qinghe"' in shown
    making = create(full_pool).headers["Location"]
    for path in ("/sign-up/", "/sign-up/company/", "/sign-up/administrator/"):
        assert full_pool.get(path).headers["Location"] == making
        assert full_pool.post(path, {"email": "other@qinghe.cn"}).headers["Location"] == making
    assert full_pool.get(making).status_code == 200
    full_pool.post("/sign-up/again/")
    assert full_pool.get("/sign-up/").status_code == 200
    with public():
        assert Creation.objects.count() == 1


def test_no_screen_is_skipped(site: Client) -> None:
    assert site.get("/sign-up/company/").headers["Location"] == "/sign-up/"
    assert create(site).headers["Location"] == "/sign-up/"
    proven(site)
    assert create(site).headers["Location"] == "/sign-up/company/"


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("admin", "保留"),
        ("adm1n", "保留"),
        ("a1ibaba", "保留"),
        ("demo-ab", "保留"),
        ("одноклассники", "只用字母"),
        ("xn--80ak6aa92e", "只用字母"),
        ("12345", "数字"),
        ("ab", "字符"),
        ("a--b", "连字符"),
        ("qingh3e", ""),
    ],
)
def test_reserved_and_confusable_addresses_are_refused_and_what_was_typed_stays(
    site: Client, slug: str, words: str
) -> None:
    proven(site)
    live = site.get("/sign-up/company/address/", {"slug": slug}, headers={"hx-request": "true"}).content.decode()
    answer = site.post("/sign-up/company/", {"company": "青禾机械", "slug": slug})
    if not words:
        assert "可以使用" in live
        assert answer.status_code == 303
        return
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in live
    assert words in shown
    assert 'value="青禾机械"' in shown
    assert f'value="{slug}"' in shown


def test_a_taken_address_and_what_looks_like_it(site: Client) -> None:
    proven(site)
    with public():
        AddressClaim.objects.create(slug="qinghe", skeleton=slugs.skeleton("qinghe"), claimed_at=datetime.now(UTC))
    for slug in ("qinghe", "q1nghe", "qing-he"):
        shown = site.get("/sign-up/company/address/", {"slug": slug}, headers={"hx-request": "true"}).content.decode()
        assert "已被占用" in shown
    assert "qinghe-cn" in site.get("/sign-up/company/address/", {"slug": "qinghe"}).content.decode()
    with public():
        assert proposing.first_free("青禾有限公司") == "qinghe-cn"


def test_the_proposal_follows_the_name_until_somebody_types_an_address(site: Client) -> None:
    proven(site)

    def field(**asked: str) -> str:
        shown = site.get("/sign-up/company/proposal/", asked, headers={"hx-request": "true"}).content.decode()
        found = re.search(r'name="slug" value="([^"]*)"', shown)
        return found[1] if found else ""

    assert field(company="青禾", slug="", proposed="") == "qinghe"
    assert field(company="青禾机械", slug="qinghe", proposed="qinghe") == "qinghejixie"
    assert field(company="青禾机械", slug="meine", proposed="qinghe") == "meine"
    assert field(company="青禾机械", slug="x", proposed="", chosen="qinghe-cn") == "qinghe-cn"


def test_an_address_lost_at_the_last_moment_is_said_and_the_rest_is_kept(site: Client) -> None:
    named(site)
    with public():
        AddressClaim.objects.create(slug="qinghe", skeleton=slugs.skeleton("qinghe"), claimed_at=datetime.now(UTC))
    answer = create(site)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "已被占用" in shown
    assert 'value="沈若川"' in shown
    assert PASSWORD in shown
    with public():
        assert not Creation.objects.exists()


@pytest.mark.parametrize("password", ["12345678", "short", "沈若川沈若川", "x" * 200])
def test_a_weak_password_is_refused_with_advice(site: Client, password: str) -> None:
    named(site)
    answer = create(site, password=password)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    shown = site.post("/sign-up/administrator/strength/", {"password": "12345678"}, headers={"hx-request": "true"})
    assert "强度" in shown.content.decode()
    with public():
        assert not Creation.objects.exists()


@pytest.mark.parametrize("name", ["点击 www.casino.top 领奖", "加我 13800138000138", "<b>x</b>", "a@b.cn", "☎☎☎"])
def test_a_name_never_carries_an_advertisement_into_a_mail(site: Client, name: str) -> None:
    proven(site)
    assert site.post("/sign-up/company/", {"company": name, "slug": "qinghe"}).status_code == 422
    site.post("/sign-up/company/", {"company": "青禾", "slug": "qinghe"})
    assert create(site, admin_name=name).status_code == 422


@pytest.mark.parametrize("email", ["x@mailinator.com", "x@sub.mailinator.com", "nobody", "a b@c.cn", ""])
def test_throw_away_and_broken_addresses_get_no_code(site: Client, email: str) -> None:
    answer = site.post("/sign-up/", {"email": email})
    assert answer.status_code == 422
    assert f'value="{email}"' in answer.content.decode() or not email
    with public():
        assert not Outgoing.objects.exists()


def test_wrong_codes_are_counted_although_they_are_refused(site: Client) -> None:
    site.post("/sign-up/", {"email": "shen@qinghe.cn"})
    right = code_for("shen@qinghe.cn")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert "验证码不对" in site.post("/sign-up/code/", {"code": wrong}).content.decode()
    assert "次数过多" in site.post("/sign-up/code/", {"code": right}).content.decode()
    with public():
        SignUp.objects.update(code_tries=0, code_expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert "已失效" in site.post("/sign-up/code/", {"code": right}).content.decode()
    # A second mail within half a minute would only make people type the older code.
    site.post("/sign-up/", {"email": "shen@qinghe.cn"})
    with public():
        assert not SignUp.objects.get().is_verified


def test_a_picture_is_asked_for_on_risk_only_and_good_for_one_try(site: Client) -> None:
    assert "data:image" not in site.get("/sign-up/").content.decode()
    now = datetime.now(UTC)
    with public():
        for _ in range(limits.LIMITS["start_address"].picture):
            Asked.objects.create(
                id=uuid7(), kind="start_address", who=limits.digest("127.0.0.1"), at=now - timedelta(minutes=1)
            )
    answer = site.post("/sign-up/", {"email": "shen@qinghe.cn"})
    assert answer.status_code == 422
    assert "data:image/png" in answer.content.decode()
    assert 'value="shen@qinghe.cn"' in answer.content.decode()
    kept = drawn(site)
    assert site.post("/sign-up/", {"email": "shen@qinghe.cn", "picture": "zzzzz"}).status_code == 422
    assert site.post("/sign-up/", {"email": "shen@qinghe.cn", "picture": kept}).status_code == 422
    fresh = drawn(site)
    assert fresh != kept
    assert site.get("/sign-up/picture/", headers={"hx-request": "true"}).status_code == 200
    latest = drawn(site)
    assert site.post("/sign-up/", {"email": "shen@qinghe.cn", "picture": latest}).status_code == 303
    with public():
        assert Outgoing.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "who"), [("start_address", "127.0.0.1"), ("start_email", "shen@qinghe.cn"), ("start_domain", "qinghe.cn")]
)
def test_too_much_is_refused_in_words(site: Client, kind: str, who: str) -> None:
    with public():
        Asked.objects.bulk_create(
            Asked(id=uuid7(), kind=kind, who=limits.digest(who), at=datetime.now(UTC))
            for _ in range(limits.LIMITS[kind].most)
        )
    answer = site.post("/sign-up/", {"email": "shen@qinghe.cn"})
    assert answer.status_code == 422
    assert "请求次数过多" in answer.content.decode()
    with public():
        assert not Outgoing.objects.exists()


def test_an_ordinary_crowd_is_not_troubled(site: Client) -> None:
    """Of a hundred companies behind one mail provider and several addresses none is asked for a picture."""
    for number in range(40):
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"203.0.113.{number // 4}")
        assert client.post("/sign-up/", {"email": f"user{number}@163.com"}).status_code == 303


def test_the_language_of_the_mail_is_the_page_s(site: Client) -> None:
    site.post("/sign-up/", {"email": "shen@qinghe.cn"}, headers={"accept-language": "en"})
    site.post("/sign-up/again/")
    site.post("/sign-up/", {"email": "shen2@qinghe.cn"}, headers={"accept-language": "zh-CN"})
    with public():
        assert "is your code" in Outgoing.objects.get(to="shen@qinghe.cn").subject
        assert "同办验证码" in Outgoing.objects.get(to="shen2@qinghe.cn").subject


def test_an_empty_pool_shows_its_progress_and_ends(empty_pool: Client) -> None:
    making = create(named(empty_pool)).headers["Location"]
    shown = empty_pool.get(making).content.decode()
    assert "正在创建" in shown
    assert "hx-get" in shown
    with public():
        creation = Creation.objects.get()
        assert creation.done_at is None
    # The worker has its message; here it is done by hand.
    assert creating.advance(creation.pk)
    assert "已就绪" in empty_pool.get(making).content.decode()


def test_a_making_that_was_left_alone_is_taken_up_by_the_waiting_page(
    empty_pool: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = create(named(empty_pool)).headers["Location"]
    taken: list[object] = []
    monkeypatch.setattr(creating, "advance_soon", taken.append)
    empty_pool.get(making)
    assert not taken
    with public():
        Creation.objects.update(tried_at=datetime.now(UTC) - timedelta(minutes=1))
    empty_pool.get(making)
    assert len(taken) == 1
    with public():
        Creation.objects.update(began_at=datetime.now(UTC) - timedelta(minutes=2))
    assert "比平时慢" in empty_pool.get(making).content.decode()


def test_no_page_of_the_sign_up_is_kept_by_a_browser(site: Client) -> None:
    named(site)
    for path in ("/sign-up/", "/sign-up/company/", "/sign-up/administrator/", "/sign-in/"):
        assert "no-store" in site.get(path).headers["Cache-Control"]
