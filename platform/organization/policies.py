"""Who may do what to the organisation. None of these rules asks the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from organization import functions, models


def manages(actor: Actor, unit: models.Unit | None) -> bool:
    """Whether somebody manages a unit (or, with None, the group as a whole)."""
    if actor.may(functions.MANAGE):
        return True
    if unit is None:
        return False
    return any(actor.may(functions.manage_at(above)) for above in unit.ancestors)


def manages_any(actor: Actor) -> bool:
    """Whether somebody manages at least one unit; for menus and the guard of the pages."""
    return actor.may(functions.MANAGE) or actor.may(functions.MANAGE_UNIT)


def may_look_at_roles(actor: Actor) -> bool:
    """Who manages anything, or holds the right over roles."""
    return actor.may(functions.ROLES) or manages_any(actor)


def may_look_at_administrators(actor: Actor) -> bool:
    """Administrators and auditors."""
    return any(actor.may(right) for right in (functions.ADMINISTRATORS, functions.AUDIT, functions.MANAGE))


def _managed(actor: Actor, unit: models.Unit | None) -> Verdict:
    if manages(actor, unit):
        return True
    if unit is None:
        return str(_("Only a group administrator may do this."))
    return str(_("You do not administer %(unit)s. Ask its administrator.") % {"unit": unit})


class GroupInfoPolicy(Policy):
    """The group's own data."""

    noun = models.GroupInfo

    @staticmethod
    def edit(actor: Actor, group: models.GroupInfo) -> Verdict:
        """Holders of the right over the group."""
        return actor.may(functions.GROUP) or str(_("Only a system or group administrator may change the group."))


class UnitPolicy(Policy):
    """Units: who manages the one above may add below it."""

    noun = models.Unit

    @staticmethod
    def create(actor: Actor, parent: models.Unit | None) -> Verdict:
        """Whoever manages the unit above; a topmost one is the group administrator's."""
        return _managed(actor, parent)

    @staticmethod
    def edit(actor: Actor, unit: models.Unit) -> Verdict:
        """Whoever manages it."""
        return _managed(actor, unit)

    @staticmethod
    def restructure(actor: Actor, unit: models.Unit) -> Verdict:
        """Moving and closing a unit concerns the group."""
        return _managed(actor, None)


class DepartmentPolicy(Policy):
    """Departments belong to their unit's administrators."""

    noun = models.Department

    @staticmethod
    def create(actor: Actor, unit: models.Unit) -> Verdict:
        """Whoever manages the unit."""
        return _managed(actor, unit)

    @staticmethod
    def edit(actor: Actor, department: models.Department) -> Verdict:
        """Whoever manages its unit."""
        return _managed(actor, department.unit)


class DepartmentHeadPolicy(Policy):
    """Heads are set with their department."""

    noun = models.DepartmentHead

    @staticmethod
    def edit(actor: Actor, head: models.DepartmentHead) -> Verdict:
        """Whoever manages the department's unit."""
        return _managed(actor, head.department.unit)


class PostPolicy(Policy):
    """Posts belong to their unit's administrators."""

    noun = models.Post

    @staticmethod
    def create(actor: Actor, unit: models.Unit) -> Verdict:
        """Whoever manages the unit."""
        return _managed(actor, unit)

    @staticmethod
    def edit(actor: Actor, post: models.Post) -> Verdict:
        """Whoever manages its unit."""
        return _managed(actor, post.unit)


class LevelPolicy(Policy):
    """Group levels are the group administrator's, a unit's levels its own administrators'."""

    noun = models.Level

    @staticmethod
    def create(actor: Actor, unit: models.Unit | None) -> Verdict:
        """Whoever manages the unit, or the group for group levels."""
        return _managed(actor, unit)

    @staticmethod
    def edit(actor: Actor, level: models.Level) -> Verdict:
        """As for creating."""
        return _managed(actor, level.unit)


class PersonPolicy(Policy):
    """People belong to the administrators of the unit of their main post; the unassigned to any of them."""

    noun = models.Person

    @staticmethod
    def add(actor: Actor, unit: models.Unit | None) -> Verdict:
        """Whoever manages the unit the person comes into; without a unit, any administrator."""
        if unit is None:
            return manages_any(actor) or str(_("Only an administrator may add people."))
        return _managed(actor, unit)

    @staticmethod
    def edit(actor: Actor, person: models.Person) -> Verdict:
        """Whoever manages the unit of the main post."""
        unit = main_unit(person)
        if unit is None:
            return manages_any(actor) or str(_("Only an administrator may change people."))
        return _managed(actor, unit)

    @staticmethod
    def see_private(actor: Actor, person: models.Person) -> Verdict:
        """Numbers that are not for everybody: oneself and administrators."""
        return actor.person == person.pk or PersonPolicy.edit(actor, person) is True


class PositionPolicy(Policy):
    """Positions belong to the administrators of their unit."""

    noun = models.Position

    @staticmethod
    def take(actor: Actor, unit: models.Unit) -> Verdict:
        """Whoever manages the unit of the seat."""
        return _managed(actor, unit)

    @staticmethod
    def edit(actor: Actor, position: models.Position) -> Verdict:
        """Whoever manages the unit of the seat."""
        return _managed(actor, position.unit)


class SuspensionPolicy(Policy):
    """Suspending is editing the person."""

    noun = models.Suspension

    @staticmethod
    def edit(actor: Actor, suspension: models.Suspension) -> Verdict:
        """As for the person."""
        return PersonPolicy.edit(actor, suspension.person)


class DeparturePolicy(Policy):
    """Leaving is editing the person."""

    noun = models.Departure

    @staticmethod
    def edit(actor: Actor, departure: models.Departure) -> Verdict:
        """As for the person."""
        return PersonPolicy.edit(actor, departure.person)


class PersonGroupPolicy(Policy):
    """A personal group is its owner's; unit and group-wide ones are the administrators'."""

    noun = models.PersonGroup

    @staticmethod
    def edit(actor: Actor, group: models.PersonGroup) -> Verdict:
        """Owner or administrator, by kind."""
        if group.kind == models.PersonGroup.Kind.PERSONAL:
            mine = actor.person is not None and group.owner_id == actor.person
            return mine or str(_("This is somebody else's own group."))
        return _managed(actor, group.unit)


class PersonGroupMemberPolicy(Policy):
    """Members are set with their group."""

    noun = models.PersonGroupMember

    @staticmethod
    def edit(actor: Actor, member: models.PersonGroupMember) -> Verdict:
        """As for the group of people."""
        return PersonGroupPolicy.edit(actor, member.group)


class RolePolicy(Policy):
    """Group roles need the right over roles; a unit's own roles also its administrators' hand."""

    noun = models.Role

    @staticmethod
    def edit(actor: Actor, role: models.Role) -> Verdict:
        """Holders of the right over roles, or the administrators of the role's unit."""
        if actor.may(functions.ROLES):
            return True
        if role.unit is not None:
            return _managed(actor, role.unit)
        return str(_("Only a system or group administrator may change roles."))

    @staticmethod
    def gives_only_own(actor: Actor, wanted: frozenset[str]) -> Verdict:
        """Nobody gives a right away that they do not hold, unless they hold the right over roles."""
        if actor.may(functions.ROLES) or wanted <= actor.functions:
            return True
        return str(_("A role of a unit cannot give rights that you do not have yourself."))


class RoleGrantPolicy(Policy):
    """Who may give a role: the right over roles, or administering the unit it is given for."""

    noun = models.RoleGrant

    @staticmethod
    def edit(actor: Actor, grant: models.RoleGrant) -> Verdict:
        """Holders of the right over roles; unit administrators for roles that mean one unit, in theirs."""
        if actor.may(functions.ROLES):
            return True
        if grant.unit is not None and grant.role.reach == models.Role.Reach.UNIT:
            return _managed(actor, grant.unit)
        return str(_("Only a system or group administrator may give this role."))


class AdministratorPolicy(Policy):
    """Appointments. `is_auditor` says whether the actor holds a running audit appointment (asked by the act)."""

    noun = models.Administrator

    @staticmethod
    def appoint(actor: Actor, wanted: models.Administrator) -> Verdict:
        """System administrators appoint; group administrators appoint for units."""
        if wanted.kind == models.Administrator.Kind.UNIT and manages(actor, None):
            return True
        if wanted.kind == models.Administrator.Kind.AUDIT and actor.may(functions.AUDIT):
            return True
        return actor.may(functions.ADMINISTRATORS) or str(
            _("Only a system administrator appoints and revokes administrators.")
        )


def keeps_sign_in(actor: Actor, kinds: Iterable[str]) -> Verdict:
    """Whether somebody may touch the sign-in of a person with appointments of these kinds: switch it off, give it
    another password, name, e-mail or phone. Otherwise whoever looks after people could become any administrator, and
    the others could switch the audit off."""
    by_kind = {
        "system": actor.may(functions.ADMINISTRATORS),
        "group": actor.may(functions.ADMINISTRATORS) or actor.may(functions.MANAGE),
        "unit": actor.may(functions.ADMINISTRATORS) or actor.may(functions.MANAGE),
        "audit": actor.may(functions.AUDIT),
    }
    refusing = next((kind for kind in sorted(kinds) if not by_kind[kind]), None)
    if refusing is None:
        return True
    if refusing == "audit":
        return str(_("This is an audit administrator: only another audit administrator may touch the sign-in."))
    return str(_("This is an administrator: only whoever appoints administrators may touch the sign-in."))


class WorkScopeRulePolicy(Policy):
    """Work scope: the group administrator everywhere, unit administrators in their unit."""

    noun = models.WorkScopeRule

    @staticmethod
    def edit(actor: Actor, rule: models.WorkScopeRule) -> Verdict:
        """By the place the rule is for."""
        if actor.may(functions.WORK_SCOPE):
            return True
        return _managed(actor, rule.department.unit if rule.department else rule.unit)


class ChangeSetPolicy(Policy):
    """Reorganisations concern the group."""

    noun = models.ChangeSet

    @staticmethod
    def edit(actor: Actor, change_set: models.ChangeSet) -> Verdict:
        """Group administrators."""
        return _managed(actor, None)


class ChangeStepPolicy(Policy):
    """Steps are changed with their set."""

    noun = models.ChangeStep

    @staticmethod
    def edit(actor: Actor, step: models.ChangeStep) -> Verdict:
        """Group administrators."""
        return _managed(actor, None)


class ImportRunPolicy(Policy):
    """Export and import of everything."""

    noun = models.ImportRun

    @staticmethod
    def run(actor: Actor, thing: Any) -> Verdict:
        """Holders of the right to exchange who manage the whole organisation."""
        allowed = actor.may(functions.EXCHANGE) and actor.may(functions.MANAGE)
        return allowed or str(_("Only a group administrator may import or export the organisation."))


class ContactPolicy(Policy):
    """External contacts are their owner's alone."""

    noun = models.Contact

    @staticmethod
    def edit(actor: Actor, contact: models.Contact) -> Verdict:
        """The owner."""
        return contact.owner_id == actor.person or str(_("This contact is somebody else's."))


def main_unit(person: models.Person) -> models.Unit | None:
    """The unit of the main post: from `current_seats` where a query has put them there, else one query."""
    seats = person.__dict__.get("current_seats")
    if seats is None:
        seats = person.positions.filter(kind="main", ended_on=None).select_related("unit")
    return next((seat.unit for seat in seats if seat.kind == models.Position.Kind.MAIN), None)
