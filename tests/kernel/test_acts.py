"""Acts and facts: kept whole or not at all, with the row that says so in the same transaction."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import ActInsideAct, act
from kernel.events import fact, record
from kernel.events.models import EventRow
from kernel.policies import Invalid, Refused, allowed, require, require_function
from kernel.scope import OutsideScope, Scope

LIN = Actor(kind="person", name="林静怡", functions=frozenset({"organization.manage"}))
Renamed = fact("probe.account.renamed", _("Account renamed"), fields=("reason",))


@act
def rename(account: Account, *, by: Actor, name: str, reason: str = "") -> Account:
    require_function("organization.manage", by)
    before, account.name = account.name, name
    account.save(update_fields=["name"])
    record(Renamed, account, by=by, before={"name": before}, after={"name": name}, reason=reason)
    if not name:
        raise Invalid({"name": ["a name is needed"]})
    return account


@act
def rename_twice(account: Account, *, by: Actor) -> None:
    rename(account, by=by, name="a")


def test_an_act_changes_and_says_so_in_one_row(tenant: Scope) -> None:
    account = Account.objects.create(username="lin", name="林静")
    rename(account, by=LIN, name="林静怡", reason="entered wrongly")
    row = EventRow.objects.get()
    assert (row.kind, row.subject_id, row.subject_label) == ("probe.account.renamed", account.pk, "林静怡")
    assert (row.before, row.after) == ({"name": "林静"}, {"name": "林静怡"})
    assert row.act.endswith("test_acts.rename")
    assert row.data == {"reason": "entered wrongly"}
    assert row.actor_name == "林静怡"
    assert row.dispatched_at is None


def test_a_refused_or_failed_act_leaves_nothing(tenant: Scope) -> None:
    account = Account.objects.create(username="lin", name="林静怡")
    with pytest.raises(Refused):
        rename(account, by=Actor.visitor(), name="x")
    with pytest.raises(Invalid):
        rename(account, by=LIN, name="")
    account.refresh_from_db()
    assert account.name == "林静怡"
    assert not EventRow.objects.exists()


def test_an_act_needs_a_scope_and_an_actor_and_no_act_around_it(db: None) -> None:
    with pytest.raises(OutsideScope):
        rename(Account(), by=LIN, name="x")


def test_an_act_needs_an_actor(tenant: Scope) -> None:
    with pytest.raises(TypeError):
        rename(Account(), by=None, name="x")  # type: ignore[arg-type]
    with pytest.raises(ActInsideAct):
        rename_twice(Account.objects.create(username="lin"), by=LIN)


def test_facts_are_declared_once_and_say_only_what_they_declare(tenant: Scope) -> None:
    with pytest.raises(ValueError, match="twice"):
        fact("probe.account.renamed", _("again"))
    with pytest.raises(ValueError, match=r"module\.noun\.verbed"):
        fact("renamed", _("badly named"))
    with pytest.raises(ValueError, match="does not declare"):
        record(Renamed, None, by=LIN, colour="red")


def test_policies_refuse_with_their_own_words() -> None:
    def closed(actor: Actor, thing: object) -> bool | str:
        return "the books are closed"

    def unsaid(actor: Actor, thing: object) -> bool | str:
        return False

    with pytest.raises(Refused, match="the books are closed"):
        require(closed, None, LIN)
    with pytest.raises(Refused):
        require(unsaid, None, LIN)
    assert not allowed(closed, None, LIN)
    assert Actor.system("seed").may("anything")
    assert not Actor.visitor().may("organization.manage")
