"""Second factors: adding, removing, renewing codes, and proving oneself with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from kernel.accounts import events, factors, guard, rule
from kernel.accounts.actions import codes as codes_kept
from kernel.accounts.actions import counting
from kernel.accounts.factors import Origin, Type
from kernel.accounts.models import Account, Tally
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, NotFound, Refused, require


@act
def add_app(account: Account, *, by: Actor, secret: str, code: str, now: datetime) -> list[str]:
    """Add an authenticator app whose first code is right; answers new recovery codes when these are the first.

    Raises Invalid at `code`, Conflict when there is an app already.
    """
    require(AccountPolicy.secure, account, by)
    if factors.of(account).app is not None:
        raise Conflict(_("An authenticator app is set up already. Remove it first."))
    row = codes_kept.add_app(account, secret, code, now)
    return _added(account, row, by, now)


@act
def add_key(
    account: Account,
    *,
    by: Actor,
    origin: Origin,
    state: Mapping[str, Any] | None,
    answer: str,
    name: str,
    now: datetime,
) -> list[str]:
    """Add a security key from the browser's answer; answers new recovery codes when these are the first.

    Raises Invalid.
    """
    require(AccountPolicy.secure, account, by)
    row = factors.add_key(account, origin, state, answer, name, now)
    return _added(account, row, by, now)


@act
def remove(account: Account, factor: int, *, by: Actor) -> None:
    """Remove an app or a key; recovery codes go with the last one. Raises NotFound, and Refused for the last one
    where a role demands one."""
    require(AccountPolicy.secure, account, by)
    row = Authenticator.objects.filter(user_id=account.pk, pk=factor).exclude(type=Type.RECOVERY_CODES).first()
    if row is None:
        raise NotFound
    left = Authenticator.objects.filter(user_id=account.pk).exclude(type=Type.RECOVERY_CODES).exclude(pk=row.pk)
    if not left.exists():
        if rule.requires(account.pk):
            raise Refused(_("One of your roles demands a second factor. Add another one before you remove the last."))
        Authenticator.objects.filter(user_id=account.pk).delete()
        account.second_factor_at = None
        account.save(update_fields=["second_factor_at"])
    else:
        row.delete()
    record(events.FactorRemoved, account, by=by, type=row.type, name=factors.name_of(row))


@act
def remove_all(account: Account, *, by: Actor) -> None:
    """For somebody who lost phone, keys and codes: an administrator takes all factors off."""
    require(AccountPolicy.manage_other, account, by)
    rows = list(Authenticator.objects.filter(user_id=account.pk))
    Authenticator.objects.filter(user_id=account.pk).delete()
    account.second_factor_at = None
    account.save(update_fields=["second_factor_at"])
    for row in rows:
        if row.type != Type.RECOVERY_CODES:
            record(events.FactorRemoved, account, by=by, type=row.type, name=factors.name_of(row))


@act
def renew_codes(account: Account, *, by: Actor) -> list[str]:
    """Ten new recovery codes; the old ones are void. Raises Conflict without a second factor."""
    require(AccountPolicy.secure, account, by)
    if not factors.of(account).any:
        raise Conflict(_("Recovery codes go with an authenticator app or a security key. Add one first."))
    codes = factors.renew_codes(account)
    record(events.CodesRenewed, account, by=by)
    return codes


@act
def prove(
    account: Account,
    *,
    by: Actor,
    now: datetime,
    code: str = "",
    origin: Origin | None = None,
    state: Mapping[str, Any] | None = None,
    answer: str = "",
) -> guard.Standing | None:
    """Prove oneself at sign-in by a code or a key's answer. None means proven; else what holds for the next try.

    Nothing is raised for a wrong code: the count of wrong ones must be kept.
    """
    require(AccountPolicy.sign_in, account, by)
    counted = {Tally.Kind.CODE: account.pk}
    before = guard.standing(now, **counted)
    if before.is_locked:
        return before
    used: str | None = None
    if answer and origin is not None:
        key = factors.use_key(account, origin, state, answer, now)
        used = key.type if key else None
    elif code:
        used = codes_kept.use_code(account, code, now)
    if used is not None:
        counting.clear(**counted)
        if used == Type.RECOVERY_CODES:
            record(events.CodeUsed, account, by=by, left=factors.of(account).codes_left)
        return None
    row = counting.add(now, **counted)[Tally.Kind.CODE]
    record(events.SignInFailed, None, by=by, name=account.username, account=account.pk, step="second_factor")
    if row.is_locked(now):
        record(events.AccountLocked, account, by=by, kind=row.kind, until=row.locked_until, count=row.count)
    return guard.standing(now, **counted)


def _added(account: Account, row: Authenticator, by: Actor, now: datetime) -> list[str]:
    codes: list[str] = []
    if account.second_factor_at is None:
        account.second_factor_at = now
        account.save(update_fields=["second_factor_at"])
        codes = factors.renew_codes(account)
    record(events.FactorAdded, account, by=by, type=row.type, name=factors.name_of(row))
    return codes
