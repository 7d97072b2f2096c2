"""Posts of the units."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, require
from organization import events
from organization.actions.checking import assign, free, still_open
from organization.actions.placing import next_order
from organization.models import Position, Post, Unit
from organization.policies import PostPolicy

FIELDS = ("name", "code", "kind", "note")


@act
def create_post(unit: Unit, *, by: Actor, **values: Any) -> Post:
    """Make a post in a unit. Raises Invalid when the unit has one of that name."""
    require(PostPolicy.create, unit, by)
    still_open(unit)
    post = Post(unit=unit)
    _, after = assign(post, {"name": "", **values}, FIELDS)
    _check_free(post)
    post.order = next_order(Post, unit=unit)
    post.save(force_insert=True)
    record(events.PostCreated, post, by=by, after={**after, "unit": unit.pk})
    return post


@act
def edit_post(post: Post, *, by: Actor, **values: Any) -> Post:
    """Change a post (FIELDS); who holds it keeps it."""
    require(PostPolicy.edit, post, by)
    still_open(post)
    before, after = assign(post, values, FIELDS)
    _check_free(post)
    if after:
        post.save(update_fields=list(after))
        record(events.PostEdited, post, by=by, before=before, after=after)
    return post


@act
def close_post(post: Post, *, by: Actor) -> Post:
    """Close a post nobody holds. Raises Conflict saying how many do."""
    require(PostPolicy.edit, post, by)
    still_open(post)
    if number := Position.objects.filter(post=post, ended_on=None).count():
        raise Conflict(
            _("%(number)d people hold the post %(post)s. Give them another first.") % {"number": number, "post": post}
        )
    post.closed_at = datetime.now(UTC)
    post.save(update_fields=["closed_at"])
    record(events.PostClosed, post, by=by)
    return post


def _check_free(post: Post) -> None:
    same = Post.objects.filter(unit=post.unit_id, name=post.name, closed_at=None)
    free(same, post, _("This unit has a post of that name already."))
