"""Signing in and out, and ending sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Q

from kernel.accounts import events, guard, sessions
from kernel.accounts.actions import counting
from kernel.accounts.guard import Standing
from kernel.accounts.models import Account, Tally
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.live import hang_up
from kernel.policies import NotFound, require
from kernel.ports import directory
from kernel.scope import current

Kind = Tally.Kind


@dataclass(frozen=True)
class Answer:
    """What became of a try: the account when the password was right, else what holds for the next try."""

    account: Account | None
    standing: Standing


def find(identifier: str) -> Account | None:
    """The account behind a name, an e-mail address or a phone number, switched off or not."""
    text = identifier.strip()
    if not text or "\x00" in text:
        return None
    return (
        Account.objects.filter(Q(username__iexact=text) | Q(email__iexact=text) | Q(phone=text))
        .order_by("created_at")
        .first()
    )


def standing_for(identifier: str, address: str, now: datetime) -> Standing:
    """What holds for the next try with this name from this address."""
    return guard.standing(now, **_counted(identifier, find(identifier), address))


@act
def try_password(identifier: str, password: str, *, by: Actor, now: datetime) -> Answer:
    """Check a password. Wrong ones are counted for the account, the address and the whole tenant; whoever has
    to wait is refused unseen. Nothing is raised for a wrong one: the count must be kept."""
    require(AccountPolicy.sign_in, None, by)
    account = find(identifier)
    counted = _counted(identifier, account, by.address)
    before = guard.standing(now, **counted)
    if before.is_locked:
        return Answer(None, before)
    if account is None:
        # The same work as for a known name, so that the time taken tells nothing.
        Account().set_password(password)
    elif account.check_password(password) and account.is_active:
        counting.clear(**{Kind.ACCOUNT: account.pk})
        return Answer(account, before)
    rows = counting.add(now, **counted)
    shown = account.username if account else _veiled(identifier)
    record(events.SignInFailed, None, by=by, name=shown, account=account.pk if account else None, step="password")
    for row in rows.values():
        if row.is_locked(now):
            record(
                events.AccountLocked,
                account if row.kind == Kind.ACCOUNT else None,
                by=by,
                kind=row.kind,
                until=row.locked_until,
                count=row.count,
            )
    return Answer(None, guard.standing(now, **counted))


@act
def note_wrong_picture(identifier: str, *, by: Actor, now: datetime) -> Standing:
    """A picture was read wrongly: it counts for the address, so that machines that guess at it slow down."""
    require(AccountPolicy.sign_in, None, by)
    if by.address:
        counting.add(now, **{Kind.ADDRESS: by.address})
    return standing_for(identifier, by.address, now)


@act
def open_session(
    account: Account, *, by: Actor, session_key: str, agent: str, now: datetime, factor: str = ""
) -> UserSession:
    """Somebody is in: write down where, and say so."""
    require(AccountPolicy.sign_in, account, by)
    row = remember(account, session_key, by.address, agent, now)
    Account.objects.filter(pk=account.pk).update(last_login=now)
    record(
        events.SessionOpened,
        account,
        by=_as_themselves(account, by),
        device=sessions.device(agent),
        factor=factor,
    )
    return row


@act
def sign_out(account: Account, *, by: Actor, session_key: str) -> None:
    """Leave the place one is at."""
    require(AccountPolicy.own, account, by)
    UserSession.objects.filter(user_id=account.pk, session_key=session_key).delete()
    hang_up(account_id=account.pk)
    record(events.SessionClosed, account, by=by)


@act
def end_session(account: Account, session: int, *, by: Actor) -> None:
    """Sign another place out. Raises NotFound for a session that is not the account's."""
    require(AccountPolicy.own, account, by)
    row = UserSession.objects.filter(user_id=account.pk, pk=session).first()
    if row is None:
        raise NotFound
    row.end()
    hang_up(account_id=account.pk)
    record(events.SessionEnded, account, by=by, device=sessions.device(row.user_agent), sessions=1)


@act
def end_sessions(account: Account, chosen: Sequence[int], *, by: Actor, but: str) -> int:
    """Sign out in some places, never in the one of a session's key; answers how many. Ids that are not the account's
    end nothing."""
    require(AccountPolicy.own, account, by)
    ended = sessions.end(account.pk, only=chosen, but=but)
    if ended:
        record(events.SessionEnded, account, by=by, sessions=ended)
    return ended


@act
def end_other_sessions(account: Account, *, by: Actor, session_key: str) -> int:
    """Sign all other places out; answers how many."""
    require(AccountPolicy.own, account, by)
    ended = sessions.end(account.pk, but=session_key)
    if ended:
        record(events.SessionEnded, account, by=by, sessions=ended)
    return ended


@act
def end_all_sessions(account: Account, *, by: Actor) -> int:
    """An administrator signs somebody out everywhere; answers how many places that were."""
    require(AccountPolicy.manage_other, account, by)
    Account.objects.filter(pk=account.pk).update(sessions_version=account.sessions_version + 1)
    ended = sessions.end(account.pk)
    record(events.SessionEnded, account, by=by, sessions=ended)
    return ended


@act
def note_unknown_session(*, by: Actor, now: datetime) -> bool:
    """A cookie was shown that this tenant does not know, perhaps another tenant's: say so, at most once in ten
    minutes for an address; answers whether it was said."""
    require(AccountPolicy.sign_in, None, by)
    counted: dict[str, UUID | str] = {Kind.COOKIE: by.address or "-"}
    if guard.standing(now, **counted).is_locked:
        return False
    counting.add(now, **counted)
    record(events.SessionRefused, None, by=by)
    return True


def remember(account: Any, session_key: str, address: str, agent: str, now: datetime) -> UserSession:
    """Write down that a session was opened, or that it was seen again."""
    row: UserSession
    row, made = UserSession.objects.get_or_create(
        session_key=session_key,
        defaults={
            "user": account,
            "ip": address or "0.0.0.0",  # noqa: S104 - an address that stands for none
            "user_agent": agent[:200],
            "created_at": now,
            "last_seen_at": now,
        },
    )
    if not made:
        UserSession.objects.filter(pk=row.pk).update(last_seen_at=now, ip=address or row.ip, user_agent=agent[:200])
    return row


def _counted(identifier: str, account: Account | None, address: str) -> dict[str, UUID | str]:
    counted: dict[str, UUID | str] = {
        Kind.ACCOUNT: account.pk if account else identifier,
        Kind.EVERYBODY: "",
    }
    if address:
        counted[Kind.ADDRESS] = address
    return counted


def _veiled(identifier: str) -> str:
    # People type passwords into the wrong box: of an unknown name only the beginning is kept.
    text = identifier.strip()
    return text[:2] + "…" if text else ""


def _as_themselves(account: Account, by: Actor) -> Actor:
    found = directory().actor_for(account).at(by.address)
    if found.account is not None and not current().is_public:
        return found
    kind = "staff" if current().is_public else "person"
    return Actor(kind=kind, name=str(account), account=account.pk, address=by.address)  # type: ignore[arg-type]
