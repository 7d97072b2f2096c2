"""People: added, changed, given a sign-in, suspended, resumed, leaving with hand-over, coming back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import live
from kernel.accounts import sessions
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, Refused, require
from organization import events
from organization.actions.checking import assign, free
from organization.actions.positions import take
from organization.models import (
    Administrator,
    Department,
    DepartmentHead,
    Departure,
    Level,
    Person,
    Position,
    Post,
    RoleGrant,
    Suspension,
    Unit,
)
from organization.policies import PersonPolicy, PositionPolicy, keeps_sign_in

FIELDS = ("name", "code", "sex", "phone", "mobile", "email", "order", "entered_on", "note")


@act
def add_person(
    *,
    by: Actor,
    unit: Unit | None = None,
    department: Department | None = None,
    post: Post | None = None,
    level: Level | None = None,
    sign_in: str = "",
    **values: Any,
) -> Person:
    """Add somebody, with a main post when a unit is named and an account when a sign-in name is.

    The account has no password yet: it is set by the invitation or by an administrator.
    Raises Invalid for taken staff numbers and sign-in names.
    """
    require(PersonPolicy.add, unit or (department.unit if department else None), by)
    person = Person()
    _before, after = assign(person, {"name": "", **values}, FIELDS)
    _check_free(person)
    if sign_in:
        person.account = _make_account(person, sign_in)
        after["sign_in"] = sign_in
    person.read_name().save(force_insert=True)
    record(events.PersonAdded, person, by=by, after=after)
    if unit or department:
        to = department.unit if department else unit
        assert to is not None
        take(person, to, department, post, level, kind="main", on=timezone.localdate(), by=by)
    return person


@act
def edit_person(person: Person, *, by: Actor, **values: Any) -> Person:
    """Change somebody's data (FIELDS); name, e-mail and mobile also at the account."""
    require(PersonPolicy.edit, person, by)
    before, after = assign(person, values, FIELDS)
    _check_free(person)
    if person.account is not None and after.keys() & {"email", "mobile"}:
        _guard_sign_in(person, by)
    if after:
        person.read_name().save()
        if person.account is not None and after.keys() & {"name", "email", "mobile"}:
            _follow(person.account, person)
        record(events.PersonEdited, person, by=by, before=before, after=after)
    return person


@act
def give_sign_in(person: Person, *, by: Actor, username: str) -> Person:
    """Give somebody an account, or another sign-in name. Raises Invalid when the name is taken."""
    require(PersonPolicy.edit, person, by)
    _guard_sign_in(person, by)
    if person.account is None:
        person.account = _make_account(person, username)
        person.save(update_fields=["account"])
        before: dict[str, Any] = {}
    else:
        before = {"sign_in": person.account.username}
        person.account.username = _free_username(username, person.account)
        person.account.save(update_fields=["username"])
    record(events.AccountLinked, person, by=by, before=before, after={"sign_in": username}, account=person.account.pk)
    return person


@act
def suspend_person(person: Person, *, by: Actor, reason: str = "") -> Suspension:
    """Somebody may not sign in or be chosen for the time being. Raises Conflict when they already are suspended."""
    require(PersonPolicy.edit, person, by)
    if person.pk == by.person:
        raise Conflict(_("You cannot suspend yourself. Ask another administrator."))
    _check_here(person)
    _guard_out(person, by)
    if Suspension.objects.filter(person=person, lifted_at=None).exists():
        raise Conflict(_("%(person)s is suspended already.") % {"person": person})
    suspension = Suspension(person=person, reason=reason.strip(), began_at=datetime.now(UTC), began_by=by.name)
    suspension.save(force_insert=True)
    _let_in(person, False)
    record(events.PersonSuspended, person, by=by, after={"reason": reason}, account=person.account_id)
    return suspension


@act
def resume_person(person: Person, *, by: Actor) -> Person:
    """Lift the suspension. Raises Conflict when there is none."""
    require(PersonPolicy.edit, person, by)
    suspension = Suspension.objects.filter(person=person, lifted_at=None).first()
    if suspension is None:
        raise Conflict(_("%(person)s is not suspended.") % {"person": person})
    suspension.lifted_at, suspension.lifted_by = datetime.now(UTC), by.name
    suspension.save(update_fields=["lifted_at", "lifted_by"])
    _check_here(person)
    _let_in(person, True)
    record(events.PersonResumed, person, by=by, before={"reason": suspension.reason}, account=person.account_id)
    return person


@act
def leave(
    person: Person, *, by: Actor, on: date | None = None, reason: str = "", successor: Person | None = None
) -> Departure:
    """Somebody leaves: seats end, the sign-in closes, rights given in person lapse; `successor` takes over.

    Departments led by the leaver are led by the successor from now on. What else was theirs (matters,
    documents, plans) its own packages hand over when they hear `organization.person.handed_over`.
    """
    require(PersonPolicy.edit, person, by)
    day = on or timezone.localdate()
    if person.pk == by.person:
        raise Conflict(_("You cannot record your own leaving. Ask another administrator."))
    if day > timezone.localdate():
        raise Invalid({"on": [_("The day lies ahead. Record the leaving on the day itself.")]})
    _check_here(person)
    if successor is not None:
        _check_successor(person, successor)
    _guard_out(person, by)
    before = _let_go(person, successor, day, by)
    departure = Departure(
        person=person, successor=successor, left_on=day, reason=reason.strip(),
        recorded_at=datetime.now(UTC), recorded_by=by.name,
    )  # fmt: skip
    departure.save(force_insert=True)
    _let_in(person, False)
    record(
        events.PersonLeft, person, by=by, before=before, after={"on": day, "reason": reason},
        account=person.account_id, successor=successor and successor.pk,
    )  # fmt: skip
    if successor is not None:
        record(events.PersonHandedOver, person, by=by, giver=person.pk, taker=successor.pk, reason=reason or "left")
    return departure


@act
def hand_over(giver: Person, *, by: Actor, taker: Person, reason: str = "") -> None:
    """Have somebody take over what is another's without the other leaving (a long illness, a change of post)."""
    require(PersonPolicy.edit, giver, by)
    _check_successor(giver, taker)
    record(events.PersonHandedOver, giver, by=by, giver=giver.pk, taker=taker.pk, reason=reason)


@act
def come_back(person: Person, *, by: Actor) -> Person:
    """Somebody who left returns, without a seat. Raises Conflict when they never left."""
    require(PersonPolicy.edit, person, by)
    departure = Departure.objects.filter(person=person, returned_at=None).first()
    if departure is None:
        raise Conflict(_("%(person)s has not left.") % {"person": person})
    departure.returned_at = datetime.now(UTC)
    departure.save(update_fields=["returned_at"])
    if not Suspension.objects.filter(person=person, lifted_at=None).exists():
        _let_in(person, True)
    record(events.PersonReturned, person, by=by, before={"left_on": departure.left_on}, account=person.account_id)
    return person


def _let_go(person: Person, successor: Person | None, day: date, by: Actor) -> dict[str, Any]:
    """End seats, rights and leaderships; answer what there was."""
    seats = Position.objects.filter(person=person, ended_on=None).select_related("unit", "department", "post")
    for seat in seats:
        # A manager of one seat must not cut the others' seats off unseen: each unit's right is asked.
        require(PositionPolicy.edit, seat, by) if seat.kind == Position.Kind.MAIN else None
        seat.ended_on = max(day, seat.started_on)
    Position.objects.bulk_update(seats, ["ended_on"])
    led = list(DepartmentHead.objects.filter(person=person))
    if successor is not None:
        taken = set(DepartmentHead.objects.filter(person=successor).values_list("department_id", "kind"))
        for row in led:
            if (row.department_id, row.kind) not in taken:
                row.person = successor
                row.save(update_fields=["person"])
    DepartmentHead.objects.filter(person=person).delete()
    grants = RoleGrant.objects.filter(principal=f"person:{person.pk}")
    roles = [str(grant.role) for grant in grants.select_related("role")]
    grants.delete()
    appointments = Administrator.objects.filter(person=person, revoked_at=None)
    kinds = [one.kind for one in appointments]
    appointments.update(revoked_at=datetime.now(UTC), revoked_by=by.name)
    return {
        "positions": [seat.label for seat in seats],
        "led": [row.department_id for row in led],
        "roles": roles,
        "administrator": kinds,
    }


def _guard_sign_in(person: Person, by: Actor) -> None:
    """Nobody takes over, or puts out of action, an administrator who stands above them; not even the own account's."""
    if by.kind == "system" or person.pk == by.person:
        return
    kinds = Administrator.objects.filter(person=person, revoked_at=None).values_list("kind", flat=True)
    if (verdict := keeps_sign_in(by, kinds)) is not True:
        raise Refused(verdict)


def _guard_out(person: Person, by: Actor) -> None:
    """An auditor cannot be put out of action by the back door, and somebody must be left who appoints."""
    kinds = set(Administrator.objects.filter(person=person, revoked_at=None).values_list("kind", flat=True))
    if "audit" in kinds:
        raise Conflict(
            _("%(person)s is an audit administrator. Another audit administrator has to revoke that first.")
            % {"person": person}
        )
    if "system" in kinds and not Administrator.objects.filter(kind="system", revoked_at=None).exclude(person=person):
        raise Conflict(
            _("%(person)s is the last system administrator. Appoint another one first.") % {"person": person}
        )
    _guard_sign_in(person, by)


def _check_here(person: Person) -> None:
    if Departure.objects.filter(person=person, returned_at=None).exists():
        raise Conflict(_("%(person)s has left the company.") % {"person": person})


def _check_successor(giver: Person, taker: Person) -> None:
    if giver.pk == taker.pk:
        raise Invalid({"successor": [_("Nobody takes over from themselves. Choose somebody else.")]})
    gone = Departure.objects.filter(person=taker, returned_at=None).exists()
    if gone or Suspension.objects.filter(person=taker, lifted_at=None).exists():
        raise Invalid(
            {"successor": [_("%(person)s has left or is suspended. Choose somebody else.") % {"person": taker}]}
        )


def _check_free(person: Person) -> None:
    if person.code:
        free(Person.objects.filter(code=person.code), person, _("This staff number belongs to somebody else."), "code")


def _make_account(person: Person, username: str) -> Account:
    account = Account(username=_free_username(username, None), name=person.name)
    account.set_unusable_password()
    _take_numbers(account, person)
    account.save(force_insert=True)
    return account


def _follow(account: Account, person: Person) -> None:
    account.name = person.name
    _take_numbers(account, person)
    account.save(update_fields=["name", "email", "phone"])


def _take_numbers(account: Account, person: Person) -> None:
    """E-mail and mobile serve for signing in; where another account has them already they stay with that one."""
    others = Account.objects.exclude(pk=account.pk)
    account.email = "" if others.filter(email__iexact=person.email).exclude(email="").exists() else person.email
    account.phone = "" if others.filter(phone=person.mobile).exclude(phone="").exists() else person.mobile[:32]


def _free_username(username: str, account: Account | None) -> str:
    username = username.strip()
    if not username or any(ch.isspace() for ch in username) or len(username) > 64:
        raise Invalid({"sign_in": [_("A sign-in name has 1 to 64 characters and no spaces.")]})
    if Account.objects.filter(username__iexact=username).exclude(pk__in=[account.pk] if account else []).exists():
        raise Invalid({"sign_in": [_("The sign-in name %(name)s is taken. Choose another.") % {"name": username}]})
    return username


def _let_in(person: Person, may: bool) -> None:
    """Open or close somebody's sign-in; closed, they are out of every page and stream with the commit."""
    if person.account_id is None:
        return
    if may:
        sessions.switch_on(person.account_id)
    else:
        sessions.switch_off(person.account_id)
        live.hang_up(account_id=person.account_id)
