"""The kernel's directory port, answered by the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kernel.actor import Actor
from kernel.policies import Verdict
from kernel.ports.directory import NullDirectory
from kernel.scope import current
from organization import queries
from organization.models import Administrator
from organization.policies import keeps_sign_in


class OrganizationDirectory:
    """People, their seats and their rights, in a tenant's schema; in the public schema there are only accounts."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        """The actor of a signed-in account, speaking from one of its seats (None or a seat that is not its own: the
        main one). Three queries. Somebody suspended or gone is a visitor."""
        if current().is_public:
            return NullDirectory().actor_for(account, position)
        person = queries.member_of(account.pk)
        if person is None:
            return NullDirectory().actor_for(account, position)
        if person.is_suspended or person.is_departed:  # type: ignore[attr-defined]
            return Actor.visitor()
        seats = queries.seats_of(person.pk)
        seat = next((one for one in seats if one.pk == position), seats[0] if seats else None)
        principals = queries.principals_of(person, seats)
        functions, roles = queries.functions_of(person, principals)
        return Actor(
            kind="person",
            name=person.name,
            account=account.pk,
            person=person.pk,
            position=seat.pk if seat else None,
            position_label=seat.label if seat else "",
            unit=seat.unit_id if seat else None,
            seats=tuple((one.pk, f"{one.label} · {one.unit.label}") for one in seats),
            functions=functions,
            principals=principals | roles,
        )

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        """Names by id; unknown ids are left out."""
        return {} if current().is_public else queries.names(people)

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        """Person id → account id for the active people behind principals."""
        return {} if current().is_public else queries.accounts(principals)


class RolesNeedSecondFactor:
    """The port of the accounts: whether somebody holds a role that wants a second factor."""

    def requires(self, account: UUID) -> bool:
        """One query where no role wants one, four otherwise."""
        return not current().is_public and queries.needs_second_factor(account)


class AppointmentsKeepAccounts:
    """The port of the accounts: whose sign-in an administrator of accounts may touch."""

    def may_touch(self, actor: Actor, account: UUID) -> Verdict:
        """By the appointments of the person behind the account. One query."""
        if actor.kind == "system" or current().is_public:
            return True
        kinds = Administrator.objects.filter(person__account=account, revoked_at=None).values_list("kind", flat=True)
        return keeps_sign_in(actor, kinds)


class OrganizationSeats:
    """The port of the shell: which seats a person may act as."""

    def seats(self, actor: Actor) -> list[tuple[UUID, str]]:
        """(position, label) of every seat, the main one first. They came with the actor: no query."""
        return list(actor.seats)
