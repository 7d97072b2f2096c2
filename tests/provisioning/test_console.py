"""The vendor's console: who sees what, what each button does, and that nothing is done without being written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.live.channels import CONTROL, channel
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import Scope, public, scope
from kernel.valkey import valkey
from provisioning import overview
from provisioning.actions import creations, pool, staff
from provisioning.models import Creation, PoolTarget, StaffGrant
from tenants import register
from tenants.actions import contracts, life, upgrades
from tenants.lifecycle import State
from tenants.models import Domain, ModuleGrant, Tenant, UpgradeFailure, UpgradeRun
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-09")
NOW = datetime.now(UTC)
#: What holds a unit of work together is no question.
FRAME = ("SAVEPOINT", "RELEASE", "SET LOCAL")
TENANT = f"/tenants/{ONE.tenant}/"
CLERK = Actor(kind="staff", name="客服", functions=frozenset({"console.see", "console.tenants"}))
SELLER = Actor(kind="staff", name="销售", functions=frozenset({"console.see"}))
OPERATOR = Actor(
    kind="staff",
    name="运营",
    functions=frozenset({"console.see", "console.tenants", "console.erase", "console.operations", "console.staff"}),
)
Console = Callable[..., Client]

#: Every page: who may open it beside operations.
PAGES = {
    "/": {"sales", "support"},
    "/tenants/": {"sales", "support"},
    TENANT: {"sales", "support"},
    f"{TENANT}conversion/": {"support"},
    f"{TENANT}contract/": {"support"},
    f"{TENANT}modules/new/": {"support"},
    "/pool/": set(),
    "/upgrades/": set(),
    "/staff/": set(),
    "/staff/new/": set(),
    "/mail/": set(),
    "/audit/": set(),
    "/audit/failures/": set(),
    "/account/security/": {"sales", "support"},
}
#: Every button: who may press it beside operations.
BUTTONS = {
    f"{TENANT}suspension/": {"support"},
    f"{TENANT}resumption/": {"support"},
    f"{TENANT}conversion/": {"support"},
    f"{TENANT}contract/": {"support"},
    f"{TENANT}modules/new/": {"support"},
    f"{TENANT}modules/{uuid4()}/removal/": {"support"},
    f"{TENANT}erasure/": set(),
    f"{TENANT}erasure/withdrawal/": set(),
    f"/creations/{uuid4()}/retry/": set(),
    "/pool/filling/": set(),
    "/pool/plain/wanted/": set(),
    "/upgrades/": set(),
    "/staff/new/": set(),
    f"/staff/{uuid4()}/roles/new/": set(),
    f"/staff/roles/{uuid4()}/revocation/": set(),
    f"/staff/{uuid4()}/deactivation/": set(),
    f"/staff/{uuid4()}/reactivation/": set(),
}


def one() -> Tenant:
    return Tenant.objects.get(pk__in=[ONE.tenant])


def test_each_role_opens_its_pages_and_no_other(console: Console, visit: Callable[..., Client]) -> None:
    for path, others in PAGES.items():
        assert visit("console").get(path).status_code == 303, path
        assert console("operations").get(path).status_code == 200, path
        for role in ("support", "sales"):
            assert console(role).get(path).status_code == (200 if role in others else 403), (path, role)
        if path != "/account/security/":
            assert console().get(path).status_code == 403, path


def test_each_role_presses_its_buttons_and_no_other(console: Console, visit: Callable[..., Client]) -> None:
    for path, others in BUTTONS.items():
        assert visit("console").post(path).status_code == 303, path
        for role in ("support", "sales"):
            code = console(role).post(path).status_code
            assert (code == 403) is (role not in others), (path, role, code)
        assert console().post(path).status_code == 403, path
    with public():
        assert one().state == State.ACTIVE
        assert not EventRow.objects.filter(kind="tenants.tenant.moved").exists()


def test_the_menu_shows_what_a_role_looks_after(console: Console) -> None:
    def lines(*roles: str) -> set[str]:
        text = console(*roles).get("/").content.decode()
        return {
            word
            for word in ("概览", "租户", "资源池", "升级", "收件箱", "员工", "审计日志")
            if f">{word}</span></a>" in text
        }

    assert lines("sales") == lines("support") == {"概览", "租户"}
    assert lines("operations") == {"概览", "租户", "资源池", "升级", "收件箱", "员工", "审计日志"}


def test_the_console_listens_at_its_own_host(console: Console) -> None:
    page = console("sales").get("/").content.decode()
    assert 'data-live-url="http://console.localhost:' in page


def test_support_sees_no_pool_no_failures_and_no_alarm_on_the_first_page(console: Console) -> None:
    with public():
        pool.note_filling("plain", by=Actor.system("pool"), now=NOW, error="DiskFull('no room')")
        Creation.objects.create(
            kind="sign_up", name="青禾机械", domain="qinghe.localhost", began_at=NOW - timedelta(hours=1),
            error="Traceback\nOperationalError: gone", attempts=3,
        )  # fmt: skip
    text = console("support").get("/").content.decode()
    assert "青禾机械" not in text
    assert "OperationalError" not in text
    text = console("operations").get("/").content.decode()
    assert "OperationalError: gone" in text
    assert "空" in text


def test_a_tenant_is_suspended_resumed_erased_and_taken_back_with_reasons(console: Console) -> None:
    client = console("operations")
    steps = [
        ("suspension/", State.SUSPENDED),
        ("resumption/", State.ACTIVE),
        ("erasure/", State.DELETING),
        ("erasure/withdrawal/", State.SUSPENDED),
    ]
    for path, state in steps:
        assert client.post(TENANT + path, {"reason": f"因为 {path}"}).status_code == 303
        with public():
            assert one().state == state
            last = EventRow.objects.filter(kind="tenants.tenant.moved").latest("id")
        assert last.data["reason"] == f"因为 {path}"
        assert last.actor_kind == "staff"
        assert last.actor_name == "operations"
    page = client.get(TENANT).content.decode()
    assert "因为 suspension/" in page
    assert "使用中 → 已停用" in page


def test_nothing_happens_without_a_reason_or_from_a_wrong_state(console: Console) -> None:
    client = console("operations")
    for path in ("suspension/", "erasure/", "erasure/withdrawal/", "resumption/"):
        assert client.post(TENANT + path, {"reason": " "}).status_code == 303
    with public():
        assert one().state == State.ACTIVE
    assert client.post(f"/tenants/{uuid4()}/suspension/", {"reason": "x"}).status_code == 404
    vendor = UUID(int=0x7000 << 64)
    assert client.post(f"/tenants/{vendor}/suspension/", {"reason": "x"}).status_code == 404


def test_the_acts_themselves_refuse_whoever_has_no_right(db: None) -> None:
    with public():
        tenant = one()
        support: list[Callable[[Actor], object]] = [
            lambda by: life.suspend(tenant, by=by, reason="x", now=NOW),
            lambda by: life.resume(tenant, by=by, now=NOW),
            lambda by: life.convert(tenant.pk, by=by, until=None, now=NOW),
            lambda by: contracts.change(tenant, by=by, seats=1, storage_bytes=1),
            lambda by: contracts.grant(tenant, "x", by=by, until=None, now=NOW),
            lambda by: contracts.revoke(tenant, uuid4(), by=by),
        ]
        for act in support:
            with pytest.raises(Refused):
                act(SELLER)
        operations: list[Callable[[Actor], object]] = [
            lambda by: life.order_erasure(tenant, by=by, reason="x", now=NOW),
            lambda by: life.take_back(tenant, by=by, reason="x", now=NOW),
            lambda by: upgrades.order("f", by=by, now=NOW),
            lambda by: pool.want("plain", by=by, wanted=1),
            lambda by: pool.order_filling(by=by),
            lambda by: creations.try_again(uuid4(), by=by),
            lambda by: staff.revoke(uuid4(), by=by, now=NOW),
            lambda by: register.runs(by),
            lambda by: register.laggards(by),
        ]
        for act in operations:
            with pytest.raises(Refused):
                act(CLERK)
        with pytest.raises(Refused):
            register.visible_to(Actor.visitor())
        assert overview.stuck(CLERK, NOW) == []


def test_a_contract_is_converted_changed_and_its_modules_are_granted(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contracts, "licences", lambda: {"hr": "人事"})
    client, last_day = console("support"), (NOW + timedelta(days=365)).date()
    assert client.post(f"{TENANT}conversion/", {"until": str(last_day), "reason": "HT-2026-17"}).status_code == 303
    assert client.post(f"{TENANT}conversion/", {"until": "2020-01-01", "reason": "x"}).status_code == 422
    assert client.post(f"{TENANT}contract/", {"seats": "50", "storage_bytes": "20"}).status_code == 303
    assert client.post(f"{TENANT}contract/", {"seats": "0", "storage_bytes": ""}).status_code == 422
    assert client.post(f"{TENANT}modules/new/", {"licence": "hr", "until": ""}).status_code == 303
    assert client.post(f"{TENANT}modules/new/", {"licence": "nothing"}).status_code == 422
    with public():
        tenant = one()
        assert tenant.expires_at is not None
        assert tenant.expires_at > NOW + timedelta(days=364)
        assert (tenant.seats, tenant.storage_bytes) == (50, 20 * 1024**3)
        grant = ModuleGrant.objects.get(tenant=tenant)
    page = client.get(TENANT).content.decode()
    assert "HT-2026-17" in page
    assert "人事" in page
    assert client.post(f"/tenants/{TWO.tenant}/modules/{grant.pk}/removal/").status_code == 404
    assert client.post(f"{TENANT}modules/{grant.pk}/removal/").status_code == 303
    with public():
        assert not ModuleGrant.objects.exists()
        kinds = set(EventRow.objects.filter(subject_id=ONE.tenant).values_list("kind", flat=True))
    assert {"tenants.contract.changed", "tenants.module.granted", "tenants.module.revoked"} <= kinds


def test_the_list_is_filtered_searched_and_turned_page_by_page(console: Console) -> None:
    with public():
        for number in range(60):
            made = Tenant.objects.create(
                schema_name=f"t_{number:032x}", name=f"客户{number:02d}", state="trial", state_since=NOW, claimed_at=NOW
            )
            Domain.objects.create(tenant=made, domain=f"kehu{number:02d}.localhost", is_primary=True)
        Tenant.objects.create(schema_name=f"t_{'f' * 32}", name="", state="pooled", state_since=NOW)
    client = console("sales")
    first = client.get("/tenants/?state=trial").content.decode()
    assert first.count('class="list-link"') == 50
    assert "客户59" in first
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(following).content.decode()
    assert second.count('class="list-link"') == 10
    assert "客户00" in second
    assert '>试用 <span class="tab-count">60</span>' in first
    assert client.get("/tenants/?sort=accounts&state=trial&claimed_at_from=2020-01-01").status_code == 200
    taken = b"".join(client.get("/tenants/?export=csv&state=trial").streaming_content).decode()  # type: ignore[attr-defined]
    assert taken.count("客户") == 60
    found = client.get("/tenants/?q=kehu07").content.decode()
    assert found.count('class="list-link"') == 1
    assert "客户07" in found
    assert client.get("/tenants/?state=pooled").content.decode().count('class="list-link"') == 1
    assert client.get("/tenants/?q=没有这家").status_code == 200
    with public():
        Tenant.objects.filter(name="客户59").update(state="deleted")
    assert "客户59" not in client.get("/tenants/").content.decode()
    assert "客户59" in client.get("/tenants/?state=erased").content.decode()


def test_pages_ask_the_same_number_of_questions_however_much_there_is(console: Console) -> None:
    client = console("operations")

    def asked(path: str) -> int:
        counts = []
        # The least of three: whoever changes a tenant beside us makes every process look the hosts up again.
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(sum(not str(one["sql"]).startswith(FRAME) for one in captured))
        return min(counts)

    paths = {"/": 25, "/tenants/": 12, TENANT: 25, "/pool/": 25, "/upgrades/": 12, "/staff/": 12}
    few = {path: asked(path) for path in paths}
    assert all(few[path] <= most for path, most in paths.items()), few
    with public():
        run = UpgradeRun.objects.create(fingerprint="f", began_at=NOW, told_at=NOW, ended_at=NOW)
        for number in range(60):
            made = Tenant.objects.create(
                schema_name=f"t_{number:032x}", name=f"客户{number}", state="trial", state_since=NOW, claimed_at=NOW
            )
            UpgradeFailure.objects.create(tenant=made, run=run, at=NOW, error="x", migration="y")
            account = Account.objects.create(username=f"staff{number}", name=f"员工{number}")
            staff.appoint(account, "sales", by=OPERATOR, now=NOW)
            Creation.objects.create(
                kind="demo", name="x", domain=f"d{number}.localhost", began_at=NOW - timedelta(days=1)
            )
    assert {path: asked(path) for path in paths} == few


def test_the_pool_is_sized_and_filled_by_operations(console: Console) -> None:
    client = console("operations")
    assert client.post("/pool/plain/wanted/", {"wanted": "7"}).status_code == 303
    assert client.post("/pool/plain/wanted/", {"wanted": "9999"}).status_code == 303
    assert client.post("/pool/nothing/wanted/", {"wanted": "7"}).status_code == 303
    assert client.post("/pool/filling/").status_code == 303
    with public():
        assert PoolTarget.objects.get(pk="plain").wanted == 7
        assert EventRow.objects.filter(kind="provisioning.pool.set").count() == 1
        assert EventRow.objects.filter(kind="provisioning.pool.filling_ordered").count() == 1
    assert 'value="7"' in client.get("/pool/").content.decode()


def test_an_upgrade_is_ordered_once_at_a_time_and_tells_how_far_it_is(console: Console) -> None:
    client = console("operations")
    assert client.post("/upgrades/").status_code == 303
    assert client.post("/upgrades/").status_code == 303
    with public():
        run = UpgradeRun.objects.get()
        upgrades.begin("f", checked=4, behind=4, by=Actor.system("upgrade"), now=NOW, run=run.pk)
        upgrades.tell(run.pk, done=1, failed=1, by=Actor.system("upgrade"), now=NOW)
        with pytest.raises(Conflict):
            upgrades.order("f", by=OPERATOR, now=NOW)
    fragment = client.get(f"/upgrades/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="50"' in fragment
    assert "hx-get" in fragment
    with public():
        upgrades.end(run.pk, done=3, failed=1, by=Actor.system("upgrade"), now=NOW)
        UpgradeFailure.objects.create(tenant=one(), run=run, at=NOW, migration="duplicate column", error="trace")
    assert "hx-get" not in client.get(f"/upgrades/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "duplicate column" in client.get("/upgrades/").content.decode()
    with public():
        upgrades.order("f", by=OPERATOR, now=NOW)
        # A run that was killed says nothing any more and is in nobody's way.
        upgrades.order("f", by=OPERATOR, now=NOW + UpgradeRun.SILENT + timedelta(seconds=1))


def test_staff_is_made_given_roles_and_loses_them(console: Console) -> None:
    client = console("operations")
    given = {"username": "wanglei", "name": "王磊", "email": "", "password": "门前老槐树 1987 秋千"}
    assert client.post("/staff/new/", {**given, "password": "123"}).status_code == 422
    assert client.post("/staff/new/", given).status_code == 303
    with public():
        account = Account.objects.get(username="wanglei")
        assert account.must_change_password
    assert client.post(f"/staff/{account.pk}/roles/new/", {"role": "support"}).status_code == 303
    assert client.post(f"/staff/{account.pk}/roles/new/", {"role": "king"}).status_code == 422
    with public():
        grant = StaffGrant.objects.get(account=account, revoked_at=None)
    assert "王磊" in client.get("/staff/").content.decode()
    assert client.post(f"/staff/roles/{grant.pk}/revocation/").status_code == 303
    assert client.post(f"/staff/roles/{grant.pk}/revocation/").status_code == 404
    assert client.post(f"/staff/{account.pk}/deactivation/", {"reason": "离职"}).status_code == 303
    with public():
        account.refresh_from_db()
        assert not account.is_active
    assert client.post(f"/staff/{account.pk}/reactivation/").status_code == 303
    with public():
        kinds = set(EventRow.objects.values_list("kind", flat=True))
    assert {"provisioning.staff.appointed", "provisioning.staff.revoked", "accounts.account.deactivated"} <= kinds


def test_nobody_takes_the_last_key_from_the_door(console: Console) -> None:
    client = console("operations")
    with public():
        grant = StaffGrant.objects.get(account__username="operations")
    client.post(f"/staff/roles/{grant.pk}/revocation/")
    with public():
        grant.refresh_from_db()
        assert grant.revoked_at is None
        with pytest.raises(Invalid):
            staff.appoint(grant.account, "king", by=OPERATOR, now=NOW)
        with pytest.raises(NotFound):
            staff.revoke(uuid4(), by=OPERATOR, now=NOW)


def test_caught_mail_is_shown_as_text_never_as_what_somebody_sent(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from kernel import mailbox

    monkeypatch.setattr(mailbox, "folder", lambda: tmp_path)
    name = "20261125T090000000000-0123abcd"
    (tmp_path / f"{name}.eml").write_text(  # type: ignore[operator]
        "From: no-reply@localhost\nX-Envelope-To: shen@qinghe.cn\nSubject: =?utf-8?b?6aqM6K+B56CB?=\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\ncode 482913 <script>alert(1)</script>\n",
        encoding="utf-8",
    )
    client = console("operations")
    assert "验证码" in client.get("/mail/").content.decode()
    page = client.get(f"/mail/{name}/").content.decode()
    assert "482913" in page
    assert "<script>alert" not in page
    assert client.get("/mail/..%2f..%2fetc/").status_code == 404
    for number in range(60):
        (tmp_path / f"20261124T09000000{number:04d}-0123abcd.eml").write_text(  # type: ignore[operator]
            f"X-Envelope-To: zhao{number}@heyi.cn\nSubject: weekly {number}\n\nx\n", encoding="utf-8"
        )
    first = client.get("/mail/").content.decode()
    assert first.count('class="list-link"') == 50
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(f"/mail/{following}").content.decode()
    assert second.count('class="list-link"') == 11
    assert 'rel="next"' not in second
    assert client.get("/mail/?q=ZHAO17@").content.decode().count('class="list-link"') == 1
    assert "没有符合条件的内容" in client.get("/mail/?q=nobody").content.decode()
    assert client.get("/mail/20261125T090000000000-ffffffff/").status_code == 404


def test_a_failed_creation_is_tried_again(console: Console) -> None:
    with public():
        creation = Creation.objects.create(
            kind="sign_up", name="x", domain="x.localhost", began_at=NOW, attempts=20, tried_at=NOW
        )
    client = console("operations")
    assert client.post(f"/creations/{creation.pk}/retry/").status_code == 303
    assert client.post(f"/creations/{uuid4()}/retry/").status_code == 404
    with public():
        creation.refresh_from_db()
        assert creation.attempts == 0


def test_a_suspension_closes_open_streams_at_once(own_database: str) -> None:
    listener = valkey().pubsub()
    listener.subscribe(channel(ONE.key, CONTROL))
    assert listener.get_message(timeout=5)["type"] == "subscribe"
    with public():
        life.suspend(one(), by=CLERK, reason="欠费", now=NOW)
    assert listener.get_message(timeout=5)["data"] in (b"", "")
    listener.close()
    with scope(ONE):
        assert Account.objects.count() == 0


def test_accounts_of_a_company_do_without_the_vendors_tables(tenant: Scope) -> None:
    Account.objects.create(username="guest").delete()
    assert not Account.objects.filter(username="guest").exists()
