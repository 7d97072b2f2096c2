"""Second factors: apps, keys and codes, at setting up and at signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from kernel.accounts import factors, rule
from kernel.accounts.actions import factors as acts
from kernel.accounts.factors import Origin
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.ports import sockets
from kernel.scope import scope
from tests.kernel.accounts.conftest import NOW, VISITOR, holder, kinds
from tests.kernel.accounts.softkey import SoftKey
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("ADM-16", "PER-01")
HERE = Origin("http://one.localhost:8000", "one.localhost")


def code_at(secret: str, moment) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


def with_app(account: Account) -> tuple[str, list[str]]:
    secret = factors.new_secret()
    codes = acts.add_app(account, by=holder(account), secret=secret, code=code_at(secret, NOW), now=NOW)
    return secret, codes


def test_the_code_of_the_standards_own_example() -> None:
    # RFC 6238, appendix B: SHA-1, 8 digits 94287082 at 59 s; six digits are its end.
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert factors.step_of(secret, "287082", datetime.fromtimestamp(59, UTC)) == 1


def test_an_app_is_added_with_its_first_code(lin: Account) -> None:
    with scope(ONE):
        secret = factors.new_secret()
        with pytest.raises(Invalid):
            acts.add_app(lin, by=holder(lin), secret=secret, code="000000", now=NOW)
        assert factors.of(lin).app is None
        codes = acts.add_app(lin, by=holder(lin), secret=secret, code=code_at(secret, NOW), now=NOW)
        assert len(set(codes)) == 10
        row = Authenticator.objects.get(type="totp")
        assert secret not in str(row.data), "secrets lie encrypted"
        assert Account.objects.get(pk=lin.pk).second_factor_at == NOW
        with pytest.raises(Conflict):
            acts.add_app(lin, by=holder(lin), secret=secret, code=code_at(secret, NOW), now=NOW)
    assert kinds()[-1] == "accounts.factor.added"


def test_nobody_adds_or_removes_anothers_factor(lin: Account, zhou: Account) -> None:
    with scope(ONE):
        secret = factors.new_secret()
        with pytest.raises(Refused):
            acts.add_app(lin, by=holder(zhou), secret=secret, code=code_at(secret, NOW), now=NOW)
        with pytest.raises(Refused):
            acts.add_key(lin, by=holder(zhou), origin=HERE, state={}, answer="{}", name="", now=NOW)
        with_app(lin)
        with pytest.raises(Refused):
            acts.remove(lin, factors.of(lin).app.pk, by=holder(zhou))  # type: ignore[union-attr]
        with pytest.raises(NotFound):
            acts.remove(zhou, factors.of(lin).app.pk, by=holder(zhou))  # type: ignore[union-attr]
        with pytest.raises(Refused):
            acts.renew_codes(lin, by=holder(zhou))
        with pytest.raises(Refused):
            acts.remove_all(lin, by=holder(zhou))


def test_a_code_is_good_once(lin: Account) -> None:
    with scope(ONE):
        secret, _ = with_app(lin)
        assert acts.prove(lin, by=VISITOR, now=NOW, code=code_at(secret, NOW)) is not None, "used at setting up"
        later = NOW + timedelta(seconds=60)
        assert acts.prove(lin, by=VISITOR, now=later, code=code_at(secret, later)) is None
        assert acts.prove(lin, by=VISITOR, now=later, code=code_at(secret, later)) is not None
        early = later + timedelta(seconds=60)
        assert acts.prove(lin, by=VISITOR, now=early, code=code_at(secret, early + timedelta(seconds=30))) is None
        far = early + timedelta(hours=1)
        assert acts.prove(lin, by=VISITOR, now=far, code=code_at(secret, far - timedelta(seconds=90))) is not None


def test_a_recovery_code_is_good_once(lin: Account) -> None:
    with scope(ONE):
        _, codes = with_app(lin)
        assert acts.prove(lin, by=VISITOR, now=NOW, code=codes[3]) is None
        assert acts.prove(lin, by=VISITOR, now=NOW, code=codes[3]) is not None
        assert factors.of(lin).codes_left == 9
        assert EventRow.objects.get(kind="accounts.codes.used").data == {"left": 9}
        assert acts.prove(lin, by=VISITOR, now=NOW, code=f"{codes[4][:4]} {codes[4][4:]}") is None


def test_wrong_codes_lock(lin: Account, admin: Actor) -> None:
    with scope(ONE):
        secret, _ = with_app(lin)
        later = NOW + timedelta(hours=1)
        for _ in range(5):
            standing = acts.prove(lin, by=VISITOR, now=later, code="123")
        assert standing is not None and standing.is_locked
        assert acts.prove(lin, by=VISITOR, now=later, code=code_at(secret, later)) is not None, "refused unseen"
        opened = later + timedelta(seconds=60)
        assert acts.prove(lin, by=VISITOR, now=opened, code=code_at(secret, opened)) is None
    assert "accounts.account.locked" in kinds()


def test_codes_are_renewed(lin: Account) -> None:
    with scope(ONE):
        with pytest.raises(Conflict):
            acts.renew_codes(lin, by=holder(lin))
        _, old = with_app(lin)
        new = acts.renew_codes(lin, by=holder(lin))
        assert not set(old) & set(new)
        assert acts.prove(lin, by=VISITOR, now=NOW, code=old[0]) is not None


def test_the_last_factor_takes_the_codes_with_it(lin: Account) -> None:
    with scope(ONE):
        with_app(lin)
        acts.remove(lin, factors.of(lin).app.pk, by=holder(lin))  # type: ignore[union-attr]
        assert not Authenticator.objects.exists()
        assert Account.objects.get(pk=lin.pk).second_factor_at is None


def test_where_a_role_demands_one_the_last_stays(lin: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    class Everybody:
        def requires(self, account) -> bool:
            return True

    monkeypatch.setitem(sockets._offered, rule.SecondFactorRule, Everybody())
    with scope(ONE):
        with_app(lin)
        with pytest.raises(Refused):
            acts.remove(lin, factors.of(lin).app.pk, by=holder(lin))  # type: ignore[union-attr]


def test_an_administrator_takes_all_off(lin: Account, admin: Actor) -> None:
    with scope(ONE):
        with_app(lin)
        acts.remove_all(lin, by=admin)
        assert not Authenticator.objects.exists()
    assert kinds()[-1] == "accounts.factor.removed"


def test_a_key_is_added_and_signs(lin: Account) -> None:
    key = SoftKey(HERE.text, HERE.host)
    with scope(ONE):
        options, state = factors.begin_key(lin, HERE)
        codes = acts.add_key(
            lin, by=holder(lin), origin=HERE, state=state, answer=key.make(options), name="蓝色钥匙", now=NOW
        )
        assert len(codes) == 10
        assert factors.name_of(factors.of(lin).keys[0]) == "蓝色钥匙"
        options, state = factors.begin_check(lin, HERE)
        answer = key.sign(options)
        assert acts.prove(lin, by=VISITOR, now=NOW, origin=HERE, state=state, answer=answer) is None
        _, other = factors.begin_check(lin, HERE)
        assert acts.prove(lin, by=VISITOR, now=NOW, origin=HERE, state=other, answer=answer) is not None, (
            "another challenge"
        )
        for broken in ("{}", "no json", "[]", '{"id": 1}'):
            assert acts.prove(lin, by=VISITOR, now=NOW, origin=HERE, state=state, answer=broken) is not None


def test_a_key_answers_only_to_its_own_origin(lin: Account) -> None:
    with scope(ONE):
        options, state = factors.begin_key(lin, HERE)
        for origin in ("http://two.localhost:8000", "http://one.localhost:8001", "https://one.localhost"):
            with pytest.raises(Invalid):
                acts.add_key(
                    lin,
                    by=holder(lin),
                    origin=HERE,
                    state=state,
                    answer=SoftKey(origin, HERE.host).make(options),
                    name="",
                    now=NOW,
                )
        with pytest.raises(Invalid):
            acts.add_key(lin, by=holder(lin), origin=HERE, state=None, answer="{}", name="", now=NOW)


def test_the_same_account_in_two_tenants_is_two_users_to_a_key(lin: Account, other_lin: Account) -> None:
    from tests.support.databases import TWO

    with scope(ONE):
        one = factors.begin_key(lin, HERE)[0]["publicKey"]["user"]["id"]
    with scope(TWO):
        lin.pk = other_lin.pk
        two = factors.begin_key(other_lin, HERE)[0]["publicKey"]["user"]["id"]
    assert one != two
