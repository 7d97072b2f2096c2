"""Passwords: one's own, one set by an administrator, and the way back by mail."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kernel.accounts import events, guard, passwords, sessions
from kernel.accounts.actions import counting
from kernel.accounts.models import Account, PasswordReset, Tally
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, NotFound, require
from kernel.ports import tenancy
from kernel.scope import current


@act
def change_password(
    account: Account, *, by: Actor, old: str, new: str, now: datetime, keep_session: str | None = None
) -> int:
    """Change one's own password; all other places are signed out. Answers how many.

    Raises Invalid at `old` or `new`.
    """
    require(AccountPolicy.secure, account, by)
    if account.has_usable_password() and not account.check_password(old):
        raise Invalid({"old": [_("This is not your present password.")]})
    passwords.check(new, account, field="new")
    ended = _take(account, new, now, keep_session)
    record(events.PasswordChanged, account, by=by, sessions=ended)
    return ended


@act
def set_password(account: Account, *, by: Actor, new: str, now: datetime, must_change: bool = True) -> int:
    """Give somebody a password, normally one that they must change at once. All their places are signed out.

    Raises Invalid at `new`.
    """
    require(AccountPolicy.manage_other, account, by)
    passwords.check(new, account, field="new")
    ended = _take(account, new, now, None)
    account.must_change_password = must_change
    account.save(update_fields=["must_change_password"])
    record(events.PasswordSet, account, by=by, must_change=must_change, sessions=ended)
    return ended


@act
def force_password_change(account: Account, *, by: Actor) -> Account:
    """Let somebody in only once they have chosen a new password."""
    require(AccountPolicy.manage_other, account, by)
    if not account.must_change_password:
        account.must_change_password = True
        account.save(update_fields=["must_change_password"])
        record(events.PasswordChangeRequired, account, by=by)
    return account


@act
def ask_reset(identifier: str, *, by: Actor, now: datetime) -> PasswordReset | None:
    """Ask for a link by mail. The answer to the person is always the same; None means that nothing is sent.

    Nothing is sent for unknown or switched-off accounts, those without an address, in demos, and to somebody
    who has asked too often.
    """
    require(AccountPolicy.sign_in, None, by)
    text = identifier.strip()
    account = Account.objects.filter(
        Q(username__iexact=text) | Q(email__iexact=text) | Q(phone=text), is_active=True
    ).first()
    counted: dict[str, UUID | str] = {Tally.Kind.RESET: account.pk if account else text}
    if guard.standing(now, **counted).is_locked:
        return None
    counting.add(now, **counted)
    if account is None or not account.email or tenancy().is_inert(current()):
        return None
    reset = PasswordReset.objects.create(
        account=account, asked_at=now, asked_from=by.address, language=account.language or get_language() or ""
    )
    record(events.PasswordResetAsked, reset, by=by)
    return reset


@act
def mark_reset_mailed(reset: PasswordReset, *, by: Actor, now: datetime) -> None:
    """The link is on its way; a handler that runs twice sends one mail."""
    require(AccountPolicy.manage, None, by)
    PasswordReset.objects.filter(pk=reset.pk, mailed_at=None).update(mailed_at=now)


@act
def reset_password(reset: UUID, token: str, *, by: Actor, new: str, now: datetime) -> Account:
    """Use a link, once. All places are signed out and a lock is taken off. Raises NotFound for a link that is
    used, too old or not right, and Invalid at `new`."""
    require(AccountPolicy.sign_in, None, by)
    row = open_reset(reset, token, now, lock=True)
    account = row.account
    passwords.check(new, account, field="new")
    ended = _take(account, new, now, None)
    PasswordReset.objects.filter(account=account, used_at=None).update(used_at=now)
    counting.clear(**{Tally.Kind.ACCOUNT: account.pk})
    record(events.PasswordReset, account, by=by, sessions=ended)
    return account


def open_reset(reset: UUID, token: str, now: datetime, *, lock: bool = False) -> PasswordReset:
    """The row of a link that still leads somewhere. Raises NotFound."""
    rows = PasswordReset.objects.select_related("account")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=reset, account__is_active=True).first()
    if row is None or not row.is_open(now) or not hmac.compare_digest(token_of(row), token):
        raise NotFound(_("This link is used up or too old. Ask for a new one; links are good for one hour."))
    return row


def token_of(reset: PasswordReset) -> str:
    """The secret part of a link. It holds the tenant, and the password so that a new one ends all links."""
    text = f"{current().key}:{reset.pk}:{reset.account_id}:{reset.account.password}"
    return salted_hmac("kernel.accounts.reset", text, algorithm="sha256").hexdigest()[:43]


def _take(account: Account, new: str, now: datetime, keep: str | None) -> int:
    account.set_password(new)
    account.password_changed_at = now
    account.must_change_password = False
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    return sessions.end(account.pk, but=keep)
