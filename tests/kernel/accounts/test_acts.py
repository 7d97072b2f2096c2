"""Every act on accounts: what it does, and whom it refuses."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kernel.accounts import sessions
from kernel.accounts.actions import accounts, passwords, signing, upkeep
from kernel.accounts.models import Account, PasswordReset, Tally
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import scope
from tests.kernel.accounts.conftest import NEW, NOW, PASSWORD, VISITOR, holder, kinds
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("PER-01")


def test_an_account_is_made(admin: Actor) -> None:
    with scope(ONE):
        account = accounts.create_account(
            "wangwei", by=admin, name="王伟", email="w@example.com", phone="138 0000-0002"
        )
        assert account.phone == "13800000002"
        assert not account.has_usable_password()
        event = EventRow.objects.get(kind="accounts.account.created")
        assert event.after is not None and event.after["sign_in"] == "wangwei"
        assert event.actor_account == admin.account


def test_only_administrators_make_accounts(lin: Account) -> None:
    with scope(ONE), pytest.raises(Refused):
        accounts.create_account("wangwei", by=holder(lin))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "wang wei"}, "username"),
        ({"username": "LINLAN"}, "username"),
        ({"username": "13800000001"}, "username"),
        ({"username": "linlan@example.com"}, "username"),
        ({"username": "w", "email": "no address"}, "email"),
        ({"username": "w", "email": "LinLan@example.com"}, "email"),
        ({"username": "w", "phone": "abc"}, "phone"),
        ({"username": "w", "phone": "13800000001"}, "phone"),
        ({"username": "w", "password": "12345678"}, "password"),
    ],
)
def test_bad_accounts_are_refused_at_their_field(lin: Account, admin: Actor, values: dict, field: str) -> None:
    with scope(ONE), pytest.raises(Invalid) as raised:
        accounts.create_account(by=admin, **values)
    assert field in raised.value.errors


def test_a_profile_is_changed_by_its_holder_only(lin: Account, admin: Actor) -> None:
    with scope(ONE):
        accounts.change_profile(lin, by=holder(lin), name="林小岚", language="en")
        assert Account.objects.get(pk=lin.pk).name == "林小岚"
        event = EventRow.objects.get(kind="accounts.account.changed")
        assert event.before == {"name": "林岚", "language": ""}
        assert event.after == {"name": "林小岚", "language": "en"}
        with pytest.raises(Refused):
            accounts.change_profile(lin, by=admin, name="X")
        with pytest.raises(Invalid):
            accounts.change_profile(lin, by=holder(lin), name="  ")


def test_switching_off_ends_the_sessions_at_once(lin: Account, admin: Actor, client_for) -> None:
    client = client_for(lin)
    assert client.get("/account/security/").status_code == 200
    with scope(ONE):
        assert accounts.deactivate(lin, by=admin, reason="left") == 1
        with pytest.raises(Conflict):
            accounts.deactivate(lin, by=admin)
    assert client.get("/account/security/").status_code == 303
    with scope(ONE):
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=NOW).account is None
        accounts.reactivate(lin, by=admin)
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=NOW).account == lin
        with pytest.raises(Conflict):
            accounts.reactivate(lin, by=admin)
    assert client.get("/account/security/").status_code == 303, "an old session does not come back"


def test_nobody_switches_off_without_the_right_or_oneself(lin: Account, zhou: Account, admin: Actor) -> None:
    with scope(ONE):
        for account, by in ((zhou, holder(lin)), (zhou, admin)):
            for act in (accounts.deactivate, accounts.reactivate, accounts.unlock, signing.end_all_sessions):
                with pytest.raises(Refused):
                    act(account, by=by)
            with pytest.raises(Refused):
                passwords.set_password(account, by=by, new=NEW, now=NOW)
            with pytest.raises(Refused):
                passwords.force_password_change(account, by=by)


def test_a_password_is_changed(lin: Account) -> None:
    with scope(ONE):
        me = holder(lin)
        with pytest.raises(Invalid) as raised:
            passwords.change_password(lin, by=me, old="wrong", new=NEW, now=NOW)
        assert set(raised.value.errors) == {"old"}
        for weak in ("short", "12345678", "linlan1987", "qwertyuiop", PASSWORD, "x" * 200):
            with pytest.raises(Invalid) as raised:
                passwords.change_password(lin, by=me, old=PASSWORD, new=weak, now=NOW)
            assert set(raised.value.errors) == {"new"}, weak
        passwords.change_password(lin, by=me, old=PASSWORD, new=NEW, now=NOW)
        assert Account.objects.get(pk=lin.pk).check_password(NEW)
        assert Account.objects.get(pk=lin.pk).password_changed_at == NOW


def test_nobody_changes_anothers_password(lin: Account, zhou: Account) -> None:
    with scope(ONE), pytest.raises(Refused):
        passwords.change_password(lin, by=holder(zhou), old=PASSWORD, new=NEW, now=NOW)


def test_an_administrator_gives_a_password_that_must_be_changed(lin: Account, admin: Actor) -> None:
    with scope(ONE):
        passwords.set_password(lin, by=admin, new=NEW, now=NOW)
        lin.refresh_from_db()
        assert lin.must_change_password and lin.check_password(NEW)
        lin.must_change_password = False
        lin.save()
        passwords.force_password_change(lin, by=admin)
        assert Account.objects.get(pk=lin.pk).must_change_password
    assert kinds()[-2:] == ["accounts.password.set", "accounts.password.required"]


def test_wrong_passwords_lock_and_say_so_without_naming_a_subject(lin: Account, admin: Actor) -> None:
    with scope(ONE):
        for number in range(5):
            answer = signing.try_password("linlan", "wrong", by=VISITOR, now=NOW + timedelta(seconds=number))
            assert answer.account is None
        assert answer.standing.is_locked
        late = NOW + timedelta(seconds=10)
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=late).account is None, "refused unseen"
        assert signing.try_password("13800000001", PASSWORD, by=VISITOR, now=late).account is None, "by any name"
        failed = EventRow.objects.filter(kind="accounts.session.failed")
        assert failed.count() == 5, "refused unseen is not written down each time"
        assert {event.subject_id for event in failed} == {None}
        assert failed[0].data["account"] == str(lin.pk)
        assert failed[0].address == "10.0.0.7"
        assert EventRow.objects.get(kind="accounts.account.locked").subject_id == lin.pk
        opened = NOW + timedelta(seconds=4 + 30)
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=opened).account == lin
        for _ in range(6):
            signing.try_password("linlan", "wrong", by=Actor.visitor("10.9.9.9"), now=opened)
        accounts.unlock(lin, by=admin)
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=opened).account == lin


def test_unknown_names_look_the_same_and_are_veiled(lin: Account) -> None:
    with scope(ONE):
        for number in range(5):
            unknown = signing.try_password("geheim-123", "x", by=Actor.visitor("10.0.0.1"), now=NOW)
            known = signing.try_password("linlan", "x", by=Actor.visitor("10.0.0.2"), now=NOW)
            assert (unknown.account, unknown.standing) == (known.account, known.standing), number
        event = EventRow.objects.filter(kind="accounts.session.failed").order_by("id")[0]
        assert event.data["name"] == "ge…"
        assert "geheim" not in str(list(Tally.objects.values()))


def test_many_failures_from_one_address_lock_the_address(lin: Account, zhou: Account) -> None:
    with scope(ONE):
        for number in range(30):
            signing.try_password(f"guess{number}", "x", by=VISITOR, now=NOW)
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=NOW).account is None
        assert signing.try_password("linlan", PASSWORD, by=Actor.visitor("10.0.0.8"), now=NOW).account == lin
        assert signing.note_wrong_picture("linlan", by=VISITOR, now=NOW).is_locked


def test_two_tenants_with_the_same_name_stay_apart(lin: Account, other_lin: Account) -> None:
    with scope(ONE):
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=NOW).account == lin
        assert signing.try_password("linlan", NEW, by=VISITOR, now=NOW).account is None
    with scope(TWO):
        assert signing.try_password("linlan", NEW, by=VISITOR, now=NOW).account == other_lin
        assert signing.try_password("linlan", PASSWORD, by=VISITOR, now=NOW).account is None
    with scope(ONE):
        for _ in range(9):
            signing.try_password("linlan", "x", by=VISITOR, now=NOW)
    with scope(TWO):
        assert signing.try_password("linlan", NEW, by=VISITOR, now=NOW).account == other_lin


def test_sessions_are_listed_and_ended_by_their_holder(lin: Account, zhou: Account, admin: Actor) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    from django.contrib.sessions.backends.db import SessionStore

    with scope(ONE):
        keys = []
        for _ in range(3):
            store = SessionStore()
            store.create()
            keys.append(store.session_key or "")
            signing.open_session(lin, by=VISITOR, session_key=keys[-1], agent=agent, now=NOW)
        found = sessions.places(lin.pk, keys[1])
        assert [place.is_this for place in found] == [True, False, False]
        assert found[0].device == "Chrome, Windows"
        with pytest.raises(NotFound):
            signing.end_session(zhou, found[1].id, by=holder(zhou))
        with pytest.raises(Refused):
            signing.end_session(lin, found[1].id, by=holder(zhou))
        with pytest.raises(Refused):
            signing.end_sessions(lin, [found[1].id], by=holder(zhou), but="")
        assert signing.end_sessions(zhou, [place.id for place in found], by=holder(zhou), but="") == 0
        assert signing.end_sessions(lin, [found[0].id], by=holder(lin), but=keys[1]) == 0, "this place stays"
        signing.end_session(lin, found[1].id, by=holder(lin))
        assert signing.end_other_sessions(lin, by=holder(lin), session_key=keys[1]) == 1
        with pytest.raises(Refused):
            signing.end_other_sessions(lin, by=holder(zhou), session_key=keys[1])
        with pytest.raises(Refused):
            signing.sign_out(lin, by=holder(zhou), session_key=keys[1])
        signing.sign_out(lin, by=holder(lin), session_key=keys[1])
        assert sessions.places(lin.pk, None) == []
        signing.end_all_sessions(lin, by=admin)
        assert Account.objects.get(pk=lin.pk).sessions_version == 1
    assert kinds().count("accounts.session.opened") == 3
    with scope(ONE):
        opened = EventRow.objects.filter(kind="accounts.session.opened")[0]
        assert opened.actor_account == lin.pk and opened.subject_id == lin.pk


def test_a_reset_link_works_once_and_for_an_hour(lin: Account) -> None:
    with scope(ONE):
        reset = passwords.ask_reset("LINLAN@example.com", by=VISITOR, now=NOW)
        assert reset is not None
        token = passwords.token_of(reset)
        for wrong in (token[:-1] + "x", "", token.upper()):
            with pytest.raises(NotFound):
                passwords.reset_password(reset.pk, wrong, by=VISITOR, new=NEW, now=NOW)
        with pytest.raises(NotFound):
            passwords.reset_password(reset.pk, token, by=VISITOR, new=NEW, now=NOW + timedelta(hours=1))
        with pytest.raises(Invalid):
            passwords.reset_password(reset.pk, token, by=VISITOR, new="1234", now=NOW)
        passwords.reset_password(reset.pk, token, by=VISITOR, new=NEW, now=NOW + timedelta(minutes=59))
        with pytest.raises(NotFound):
            passwords.reset_password(reset.pk, token, by=VISITOR, new=PASSWORD, now=NOW + timedelta(minutes=59))
        assert Account.objects.get(pk=lin.pk).check_password(NEW)


def test_a_link_of_one_tenant_opens_nothing_in_the_other(db: None) -> None:
    from tests.kernel.accounts.conftest import make

    key = UUID("00000000-0000-7000-8000-00000000000a")
    rows = {}
    for to in (ONE, TWO):
        account = make(to, id=key)
        with scope(to):
            Account.objects.filter(pk=key).update(password="same")
            account.refresh_from_db()
            rows[to] = PasswordReset.objects.create(id=key, account=account, asked_at=NOW)
    with scope(ONE):
        token = passwords.token_of(rows[ONE])
        assert passwords.open_reset(key, token, NOW).account.pk == key
    with scope(TWO), pytest.raises(NotFound):
        passwords.open_reset(key, token, NOW)


def test_links_are_not_sent_without_end(lin: Account) -> None:
    with scope(ONE):
        assert [passwords.ask_reset("linlan", by=VISITOR, now=NOW) is not None for _ in range(5)] == [True] * 3 + [
            False
        ] * 2
        assert passwords.ask_reset("nobody", by=VISITOR, now=NOW) is None


def test_the_mail_is_written_once_with_the_tenants_own_address(lin: Account) -> None:
    from kernel.accounts.handlers import mail_link, tell_holder
    from kernel.notices.models import Outgoing

    with scope(ONE):
        from datetime import UTC, datetime

        passwords.ask_reset("linlan", by=VISITOR, now=datetime.now(UTC))
        event = EventRow.objects.get(kind="accounts.password.asked")
        mail_link(event)
        mail_link(event)
        (mail,) = Outgoing.objects.all()
        assert mail.to == "linlan@example.com" and "和一集团" in mail.subject
        assert "http://one.localhost:8000/account/password/" in mail.text
        assert mail.html and mail.dead_at is None, "the machinery sends it after the commit, and again if need be"
        passwords.change_password(lin, by=holder(lin), old=PASSWORD, new=NEW, now=NOW)
        tell_holder(EventRow.objects.get(kind="accounts.password.changed"))
        assert Outgoing.objects.count() == 2


def test_marking_a_mail_is_the_products_own_work(lin: Account) -> None:
    with scope(ONE):
        reset = passwords.ask_reset("linlan", by=VISITOR, now=NOW)
        assert reset is not None
        with pytest.raises(Refused):
            passwords.mark_reset_mailed(reset, by=holder(lin), now=NOW)
        passwords.mark_reset_mailed(reset, by=Actor.system("mail"), now=NOW)
        assert PasswordReset.objects.get().mailed_at == NOW


def test_time_sweeps_up(lin: Account) -> None:
    with scope(ONE):
        passwords.ask_reset("linlan", by=VISITOR, now=NOW)
        with pytest.raises(Refused):
            upkeep.sweep(by=holder(lin), now=NOW)
        upkeep.sweep(by=Actor.system("schedule"), now=NOW + timedelta(days=40))
        assert not PasswordReset.objects.exists() and not Tally.objects.exists()


def test_an_unknown_session_is_said_once_in_ten_minutes(db: None) -> None:
    with scope(ONE):
        assert signing.note_unknown_session(by=VISITOR, now=NOW)
        assert not signing.note_unknown_session(by=VISITOR, now=NOW + timedelta(minutes=9))
        assert signing.note_unknown_session(by=VISITOR, now=NOW + timedelta(minutes=21))
    assert kinds() == ["accounts.session.refused"] * 2
