"""An object loaded in one scope is neither saved, deleted nor followed in another. Rule 1 of the house."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from kernel.accounts.models import Account, PasswordReset
from kernel.api.models import ApiToken
from kernel.database.origins import origin_of
from kernel.scope import PUBLIC, OtherScope, Scope, public, scope
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-05")
NOW = "2026-11-25T00:00:00Z"


@pytest.fixture
def lin(db: None) -> Account:
    """An account with the same id in both tenants; the first tenant's object."""
    with scope(TWO):
        there = Account.objects.create(username="lin", name="二")
    with scope(ONE):
        return Account.objects.create(id=there.pk, username="lin", name="一")


def names(to: Scope) -> list[str]:
    with scope(to):
        return list(Account.objects.values_list("name", flat=True))


def test_saving_elsewhere_is_refused_and_writes_nothing(lin: Account) -> None:
    lin.name = "泄漏"
    for to in (TWO, PUBLIC):
        with pytest.raises(OtherScope), scope(to):
            lin.save()
        with pytest.raises(OtherScope), scope(to):
            lin.save(update_fields=["name"])
        with pytest.raises(OtherScope), scope(to):
            lin.save(force_insert=True)
    assert names(TWO) == ["二"] and names(PUBLIC) == []
    with scope(ONE):
        lin.save()
    assert names(ONE) == ["泄漏"]


def test_deleting_and_reading_again_elsewhere_are_refused(lin: Account) -> None:
    with pytest.raises(OtherScope), scope(TWO):
        lin.delete()
    with pytest.raises(OtherScope), scope(TWO):
        lin.refresh_from_db()
    assert names(TWO) == ["二"] and lin.name == "一"
    with scope(ONE):
        lin.refresh_from_db()
        reset = PasswordReset.objects.create(account=lin, asked_at=NOW)
        reset.delete()
        assert not PasswordReset.objects.exists()


def test_what_belongs_to_an_object_is_asked_in_its_own_scope_only(lin: Account) -> None:
    with pytest.raises(OtherScope), scope(TWO):
        list(lin.password_resets.all())
    with pytest.raises(OtherScope), scope(TWO):
        PasswordReset.objects.create(account=lin, asked_at=NOW)
    with scope(ONE):
        reset = PasswordReset.objects.create(account=lin, asked_at=NOW)
        found = PasswordReset.objects.get()
    with pytest.raises(OtherScope), scope(TWO):
        _ = found.account
    with scope(ONE):
        assert found.account == reset.account
        with public(), pytest.raises(OtherScope):
            found.delete()


def test_objects_of_two_scopes_are_not_joined(lin: Account) -> None:
    with scope(TWO):
        twin = Account.objects.get()
        reset = PasswordReset.objects.create(account=twin, asked_at=NOW)
        with pytest.raises(ValueError, match="prevents this relation"):
            reset.account = lin


def test_copies_and_pickles_keep_their_origin(lin: Account) -> None:
    for twin in (copy.copy(lin), copy.deepcopy(lin), pickle.loads(pickle.dumps(lin))):
        assert origin_of(twin) == ONE
        with pytest.raises(OtherScope), scope(TWO):
            twin.save()


def test_rows_of_every_kind_of_query_know_where_they_are_from(lin: Account) -> None:
    with scope(ONE):
        ApiToken.objects.bulk_create([ApiToken(account=lin, name="x", prefix="x", digest=b"x", created_at=NOW)])
        rows: list[Any] = [
            *Account.objects.all(),
            *Account.objects.raw("SELECT * FROM accounts_account"),
            *Account.objects.iterator(),
            ApiToken.objects.select_related("account").get().account,
            *ApiToken.objects.prefetch_related("account"),
            Account.objects.get_or_create(username="lin")[0],
            Account.objects.update_or_create(username="lin", defaults={"phone": "1"})[0],
            Session.objects.create(session_key="s", session_data="", expire_date=NOW),
        ]
    assert {origin_of(row) for row in rows} == {ONE}


def test_an_object_of_a_tenant_on_another_server_is_another_tenant_s(lin: Account) -> None:
    with pytest.raises(OtherScope), scope(Scope(TWO.tenant, ONE.schema)):
        lin.save()


def test_a_new_object_belongs_to_whoever_saves_it(db: None) -> None:
    fresh = Account(username="chen")
    assert origin_of(fresh) is None
    with scope(TWO):
        fresh.save()
    assert origin_of(fresh) == TWO
