"""Moving nodes of the two trees, and what moves with them. Shared by acts; not acts themselves."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from kernel.policies import Invalid
from organization import trees
from organization.models import Department, Level, Position, Post, Unit


def lock_units() -> None:
    """Let no other unit of work change the tree of units, or departments across units, until this one ends."""
    list(Unit.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def lock_departments_of(*units: UUID) -> None:
    """Let no other unit of work change the department trees of some units until this one ends."""
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk").values_list("pk", flat=True))


def check_parent(node: Unit | Department, parent: Unit | Department | None) -> None:
    """Raise Invalid when a node would come to stand under itself or too deep. Call with the tree locked."""
    if parent is None:
        return
    if trees.contains(node.path, parent.path):
        raise Invalid(
            {
                "parent": [
                    _("%(node)s cannot be put under %(parent)s, which is part of it. Choose a place outside it.")
                    % {"node": node, "parent": parent}
                ]
            }
        )
    deepest = max(
        (
            trees.depth_of(path)
            for path in type(node).objects.filter(path__startswith=node.path).values_list("path", flat=True)
        ),
        default=trees.depth_of(node.path),
    )
    if trees.depth_of(parent.path) + deepest - trees.depth_of(node.path) + 1 > trees.MAX_DEPTH:
        raise Invalid({"parent": [_("This would be deeper than %(depth)d levels.") % {"depth": trees.MAX_DEPTH}]})


def relocate(node: Unit | Department, parent: Unit | Department | None) -> None:
    """Hang a node, with all below it, under another parent in one statement. Call with the tree locked and checked."""
    old = node.path
    new = trees.path_of(node.pk, parent.path if parent else "")
    type(node).objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    node.path = new
    node.parent = parent
    node.save(update_fields=["parent"])


def carry_to_unit(department: Department, unit: Unit, *, on: date) -> list[UUID]:
    """Bring a department, all below it and its seats into another unit; answer whose seats moved.

    Posts become the posts of the same name there (made where missing), a unit's levels the group levels
    they stand for. Secondary and concurrent posts change their name according to the new main unit.
    """
    below = Department.objects.filter(path__startswith=department.path)
    seats = Position.objects.filter(department__in=below, ended_on=None).select_related("post", "level")
    moved = list(seats)
    below.update(unit=unit)
    posts = {post.name: post for post in Post.objects.filter(unit=unit, closed_at=None)}
    for seat in moved:
        seat.unit = unit
        if seat.post is not None:
            if seat.post.name not in posts:
                made = Post(unit=unit, name=seat.post.name, kind=seat.post.kind, order=seat.post.order)
                made.save(force_insert=True)
                posts[made.name] = made
            seat.post = posts[seat.post.name]
        if seat.level is not None and seat.level.group_level_id is not None:
            seat.level_id = seat.level.group_level_id
    Position.objects.bulk_update(moved, ["unit", "post", "level"], batch_size=500)
    people = list(dict.fromkeys(seat.person_id for seat in moved))
    name_side_posts(people)
    return people


def name_side_posts(people: list[UUID]) -> None:
    """Side posts in the unit of the main post are secondary, those elsewhere concurrent; set them right for people."""
    mains = dict(
        Position.objects.filter(person__in=people, kind="main", ended_on=None).values_list("person_id", "unit_id")
    )
    sides = Position.objects.filter(person__in=mains, ended_on=None).exclude(kind="main")
    changed = []
    for seat in sides:
        kind = Position.Kind.SECONDARY if seat.unit_id == mains[seat.person_id] else Position.Kind.CONCURRENT
        if seat.kind != kind:
            seat.kind = kind
            changed.append(seat)
    Position.objects.bulk_update(changed, ["kind"], batch_size=500)


def next_order(model: type[Unit | Department | Post], **siblings: object) -> int:
    """The order that puts a new row behind its siblings."""
    last = model.objects.filter(**siblings).order_by(F("order").desc()).values_list("order", flat=True).first()
    return (last or 0) + 10


def levels_fit(level: Level | None, unit: Unit) -> bool:
    """Whether a level can be given in a unit: one of the group's or one of its own."""
    return level is None or level.unit_id is None or level.unit_id == unit.pk
