"""Nobody becomes, or puts out of action, an administrator who stands above them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest
from django.test import Client

from kernel.accounts.actions import accounts, factors, passwords, signing
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, Refused
from kernel.preferences.policies import manages as manages_settings
from organization import functions
from organization.actions import administrators, exchange, people, roles
from organization.addresses import address
from organization.models import Administrator, Person
from tests.organization.conftest import Company

pytestmark = pytest.mark.feature("ADM-04")
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECRET = "门前 老槐树 1987 秋千"


def account(person: Person) -> Account:
    assert person.account is not None
    return person.account


WAYS: list[tuple[str, Callable[[Person, Actor], object]]] = [
    ("password", lambda person, by: passwords.set_password(account(person), by=by, new=SECRET, now=NOW)),
    ("switched off", lambda person, by: accounts.deactivate(account(person), by=by)),
    ("factors", lambda person, by: factors.remove_all(account(person), by=by)),
    ("sessions", lambda person, by: signing.end_all_sessions(account(person), by=by)),
    ("sign-in name", lambda person, by: people.give_sign_in(person, by=by, username="other")),
    ("e-mail", lambda person, by: people.edit_person(person, by=by, email="mine@example.com")),
    ("mobile", lambda person, by: people.edit_person(person, by=by, mobile="13700000000")),
]


@pytest.mark.parametrize("way", [way for _name, way in WAYS], ids=[name for name, _way in WAYS])
def test_nobody_touches_the_auditor_s_sign_in(company: Company, way: Callable[[Person, Actor], object]) -> None:
    with pytest.raises(Refused):
        way(company.person("周子墨"), company.boss)
    # A second auditor who also looks after people may.
    administrators.appoint(company.person("刘洋"), by=company.actor("周子墨"), kind="audit")
    way(company.person("周子墨"), company.actor("刘洋", functions.MANAGE, "accounts.manage"))


@pytest.mark.parametrize("way", [way for _name, way in WAYS], ids=[name for name, _way in WAYS])
def test_a_unit_administrator_touches_nobody_above(company: Company, way: Callable[[Person, Actor], object]) -> None:
    administrators.appoint(company.person("陈立"), by=company.boss, kind="unit", unit=company.unit("HQ"))
    below = company.actor("陈立", "accounts.manage")
    with pytest.raises(Refused):
        way(company.person("何欣"), below)
    way(company.person("刘洋"), below)
    # Somebody's own data are theirs as far as the act goes; other fields of an administrator are open as before.
    people.edit_person(company.person("何欣"), by=below, note="常驻北京")


def test_an_administrator_is_neither_suspended_nor_let_go_from_below(company: Company) -> None:
    administrators.appoint(company.person("陈立"), by=company.boss, kind="unit", unit=company.unit("HQ"))
    administrators.appoint(company.person("林静怡"), by=company.boss, kind="system")
    below = company.actor("陈立")
    for refused in (
        lambda: people.suspend_person(company.person("何欣"), by=below),
        lambda: people.leave(company.person("何欣"), by=below),
    ):
        with pytest.raises(Refused):
            refused()


def test_the_last_system_administrator_stays(company: Company) -> None:
    other = company.actor("林静怡", functions.MANAGE, functions.ADMINISTRATORS)
    for kept in (
        lambda: people.suspend_person(company.person("何欣"), by=other),
        lambda: people.leave(company.person("何欣"), by=other),
    ):
        with pytest.raises(Conflict):
            kept()
    administrators.appoint(company.person("林静怡"), by=company.boss, kind="system")
    people.leave(company.person("何欣"), by=company.actor("林静怡", functions.MANAGE))


def test_a_file_does_not_touch_the_auditor_s_sign_in(company: Company) -> None:
    made = openpyxl.load_workbook(io.BytesIO(exchange.export_organization(by=company.boss)))
    page = made["人员"]
    head = [str(cell.value).rstrip(" *") for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        if line[head.index("姓名")].value == "周子墨":
            line[head.index("邮箱")].value = "mine@example.com"
    target = io.BytesIO()
    made.save(target)
    content = target.getvalue()
    run = exchange.read_workbook(io.BytesIO(content), by=company.boss, name="x.xlsx", size=len(content))
    assert [one["sheet"] for one in run.errors] == ["人员"] and "周子墨" in run.errors[0]["words"]


def test_no_role_carries_what_only_an_appointment_gives(company: Company) -> None:
    assert not functions.RESERVED & functions.grantable()
    assert not company.boss.may(functions.AUDIT)
    assert company.actor("周子墨").may(functions.AUDIT)
    with pytest.raises(Invalid):
        roles.make_role(by=company.boss, name="自任审计", functions=[functions.AUDIT])


def test_a_founder_holds_both_and_others_their_own(company: Company) -> None:
    boss, auditor = company.boss, company.actor("周子墨")
    for right in ("accounts.manage", "preferences.manage", "calendars.manage", "webhooks.manage"):
        assert boss.may(right)
        assert not auditor.may(right)
        assert not company.employee.may(right)
    assert manages_settings(boss) and not manages_settings(auditor)
    Administrator.objects.create(
        person=company.person("何欣"), kind="audit", appointed_at=NOW, appointed_by="创建"
    )  # as founding does
    assert company.boss.may(functions.AUDIT)


def test_suspension_ends_every_session_at_once(company: Company, client_for: Callable[..., Client]) -> None:
    person = company.person("孟繁星")
    client = client_for(account(person))
    assert client.get("/").status_code == 200
    version = account(person).sessions_version
    people.suspend_person(person, by=company.boss)
    assert client.get("/").status_code == 303
    assert Account.objects.get(pk=account(person).pk).sessions_version == version + 1
    people.resume_person(person, by=company.boss)
    assert client.get("/").status_code == 303
    assert client_for(Account.objects.get(pk=account(person).pk)).get("/").status_code == 200


def test_signing_in_is_looked_after_from_the_person_s_page(company: Company, client_for: Callable[..., Client]) -> None:
    person = company.person("孟繁星")
    people.edit_person(person, by=company.boss, email="meng@heyi.example")
    boss, below = client_for(account(company.person("何欣"))), client_for(account(company.person("赵一鸣")))
    for name in ("unlocking", "factor_removal", "session_end", "invitation"):
        way = address(f"organization:{name}", person.pk)
        assert boss.post(way).status_code == 303, name
        assert boss.get(way).status_code == 405, name
        assert below.post(way).status_code in {403, 404}, name
    page = address("organization:first_password", person.pk)
    assert boss.get(page).status_code == 200
    assert boss.post(page, {"new": "123456"}).status_code == 422
    assert boss.post(page, {"new": SECRET}).status_code == 303
    found = Account.objects.get(pk=account(person).pk)
    assert found.check_password(SECRET) and found.must_change_password
    assert below.get(page).status_code == 403
    # The auditor's page offers none of it, and the address does nothing.
    auditor = company.person("周子墨")
    assert "设置初始密码" not in boss.get(address("organization:person", auditor.pk)).content.decode()
    refused = boss.post(address("organization:first_password", auditor.pk), {"new": SECRET})
    assert refused.status_code == 403
    assert EventRow.objects.filter(kind="organization.person.invited").count() == 1


def test_whoever_has_no_way_in_is_not_invited(company: Company) -> None:
    from organization.actions import signins

    person = company.person("孟繁星")
    Account.objects.filter(pk=account(person).pk).update(email="")
    person.refresh_from_db()
    with pytest.raises(Conflict):
        signins.invite_person(person, by=company.boss)
    fresh = people.add_person(by=company.boss, name="单晓红")
    with pytest.raises(Conflict):
        signins.invite_person(fresh, by=company.boss)
    with pytest.raises(Refused):
        signins.invite_person(person, by=company.employee)
