"""Saving and removing views, choosing columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from kernel.web.events import ColumnsChosen, ViewRemoved, ViewSaved
from kernel.web.models import ColumnChoice, SavedView
from kernel.web.policies import ColumnPolicy, ViewPolicy

LIMIT = 30


@act
def save_view(list_key: str, *, by: Actor, name: str, query: str, is_shared: bool, now: datetime) -> SavedView:
    """Keep filters and order under a name; the same name again replaces what it held. Raises Invalid."""
    require(ViewPolicy.save, None, by)
    assert by.account is not None
    if is_shared:
        require(ViewPolicy.share, None, by)
    name = " ".join(name.split())
    if not name or len(name) > 40:
        raise Invalid({"name": [_("Give the view a name of at most 40 characters.")]})
    if len(query) > 2000:
        raise Invalid({"name": [_("These filters are too long to be kept.")]})
    mine = SavedView.objects.filter(owner=by.account, list_key=list_key)
    if not mine.filter(name=name).exists() and mine.count() >= LIMIT:
        raise Invalid({"name": [_("There are 30 views of this list already. Remove one first.")]})
    view, _made = SavedView.objects.update_or_create(
        owner=by.account,
        list_key=list_key,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
        create_defaults={"query": query, "is_shared": is_shared, "created_at": now},
    )
    record(ViewSaved, view, by=by, after={"name": name, "query": query}, list=list_key, is_shared=is_shared)
    return view


@act
def remove_view(view: SavedView, *, by: Actor) -> None:
    """Remove a view. Whoever used it sees the list as it comes."""
    require(ViewPolicy.remove, view, by)
    record(ViewRemoved, view, by=by, before={"name": view.name, "query": view.query}, list=view.list_key)
    view.delete()


@act
def choose_columns(list_key: str, *, by: Actor, columns: Sequence[str], now: datetime) -> None:
    """Keep which columns of a list the actor wants to see; none means the list's own choice."""
    require(ColumnPolicy.choose, None, by)
    assert by.account is not None
    if len(columns) > 60 or any(len(key) > 60 for key in columns):
        raise Invalid(_("There are not that many columns."))
    choice = None
    if columns:
        choice, _made = ColumnChoice.objects.update_or_create(
            owner=by.account, list_key=list_key, defaults={"columns": list(columns), "chosen_at": now}
        )
    else:
        ColumnChoice.objects.filter(owner=by.account, list_key=list_key).delete()
    record(ColumnsChosen, choice, by=by, list=list_key, columns=list(columns))
