"""Roles: made, changed, deleted, given, taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization import events, functions, queries
from organization.actions.checking import assign, free
from organization.models import Role, RoleGrant, Unit
from organization.policies import RoleGrantPolicy, RolePolicy

FIELDS = ("name", "note", "reach", "functions", "menus", "second_factor", "order")


@act
def make_role(
    *,
    by: Actor,
    name: str,
    unit: Unit | None = None,
    reach: str = Role.Reach.GROUP,
    note: str = "",
    functions: Iterable[str] = (),
    menus: Iterable[str] = (),
) -> Role:
    """Make a role, of a unit or of the group. Raises Invalid for rights that a role may not carry."""
    role = Role(unit=unit, reach=Role.Reach.UNIT if unit else reach)
    require(RolePolicy.edit, role, by)
    values = {"name": name, "note": note, "functions": sorted(set(functions)), "menus": sorted(set(menus))}
    _before, after = assign(role, values, FIELDS)
    _check_menus(role.menus, had=())
    _check(role, by)
    role.save(force_insert=True)
    record(events.RoleMade, role, by=by, after=after)
    return role


@act
def edit_role(
    role: Role,
    *,
    by: Actor,
    name: str,
    note: str = "",
    functions: Iterable[str] | None,
    menus: Iterable[str],
    second_factor: bool = False,
) -> Role:
    """Change a role; `second_factor` has its holders sign in with a code or a key. `functions=None` gives a role of the product its own rights back."""
    require(RolePolicy.edit, role, by)
    rights = None if functions is None else sorted(set(functions))
    if rights is None and not role.key:
        raise Invalid({"functions": [_("Only roles of the product have rights to go back to.")]})
    values = {
        "name": name, "note": note, "functions": rights, "menus": sorted(set(menus)), "second_factor": second_factor
    }  # fmt: skip
    had = role.menus
    before, after = assign(role, values, FIELDS)
    _check_menus(role.menus, had=had)
    _check(role, by)
    if after:
        role.save()
        record(events.RoleEdited, role, by=by, before=before, after=after)
    return role


@act
def delete_role(role: Role, *, by: Actor) -> None:
    """Delete a role and take it back from everybody. Raises Conflict for roles of the product."""
    require(RolePolicy.edit, role, by)
    if role.key:
        raise Conflict(_("%(role)s comes with the product. Take its rights away instead.") % {"role": role})
    held = list(RoleGrant.objects.filter(role=role).values_list("principal", flat=True))
    record(events.RoleDeleted, role, by=by, before={"functions": role.functions, "menus": role.menus, "held": held})
    RoleGrant.objects.filter(role=role).delete()
    role.delete()


@act
def grant_role(role: Role, *, by: Actor, principal: str, unit: Unit | None = None) -> RoleGrant:
    """Give a role to a principal; one that means a unit is given for a unit. Given twice, it is given once."""
    return _grant(role, by, principal, unit)


@act
def grant_role_to_all(role: Role, *, by: Actor, principals: Iterable[str], unit: Unit | None = None) -> list[RoleGrant]:
    """Give a role to several principals, to all of them or to none. Raises Invalid when nobody is named."""
    names = list(dict.fromkeys(principals))
    if not names:
        raise Invalid(_("Choose to whom the role is given."))
    return [_grant(role, by, name, unit) for name in names]


@act
def withdraw_role(grant: RoleGrant, *, by: Actor) -> None:
    """Take a role back."""
    require(RoleGrantPolicy.edit, grant, by)
    record(events.RoleWithdrawn, grant.role, by=by, principal=grant.principal, unit=grant.unit_id)
    grant.delete()


def ensure_built_in() -> dict[str, Role]:
    """Have the roles of the product; answer them by key. Shared by founding and seed; not an act."""
    found = {role.key: role for role in Role.objects.exclude(key="")}
    for order, (key, title) in enumerate(functions.BUILT_IN.items()):
        if key not in found:
            found[key] = Role(
                key=key, name=str(title), functions=None, menus=["*"] if key == "employee" else [], order=order
            )
            found[key].save(force_insert=True)
    return found


def _check_menus(menus: Iterable[str], *, had: Iterable[str]) -> None:
    """What a role had of modules that are no longer there may stay."""
    if odd := set(menus) - {"*", *functions.every_menu(), *had}:
        words = _("There are no modules of these names: %(names)s.")
        raise Invalid({"menus": [words % {"names": ", ".join(sorted(odd))}]})


def _check(role: Role, by: Actor) -> None:
    same = Role.objects.filter(unit=role.unit_id, name=role.name)
    free(same, role, _("There is a role of this name already."))
    if role.functions is not None:
        if wrong := set(role.functions) - functions.grantable():
            raise Invalid(
                {
                    "functions": [
                        _("A role cannot carry these rights: %(rights)s.") % {"rights": ", ".join(sorted(wrong))}
                    ]
                }
            )
        require(RolePolicy.gives_only_own, frozenset(role.functions), by)


def _grant(role: Role, by: Actor, principal: str, unit: Unit | None) -> RoleGrant:
    unit = unit or role.unit
    grant = RoleGrant(role=role, principal=principal, unit=unit, granted_by=by.name)
    require(RoleGrantPolicy.edit, grant, by)
    if role.reach == Role.Reach.UNIT and unit is None:
        raise Invalid({"unit": [_("Say for which unit the role is given.")]})
    if role.unit_id is not None and unit is not None and unit.pk != role.unit_id:
        raise Invalid({"unit": [_("This role belongs to %(unit)s.") % {"unit": role.unit}]})
    if role.reach == Role.Reach.GROUP:
        grant.unit = None
    kind = principal.partition(":")[0]
    if principal != "all" and (kind == "role" or principal not in queries.labels([principal])):
        raise Invalid({"principal": [_("Choose to whom the role is given.")]})
    require(RolePolicy.gives_only_own, queries.rights_of_role(role), by)
    found = RoleGrant.objects.filter(role=role, principal=principal, unit=grant.unit).first()
    if found is not None:
        return found
    grant.save(force_insert=True)
    record(events.RoleGranted, role, by=by, principal=principal, unit=grant.unit_id)
    return grant
