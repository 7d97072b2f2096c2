"""Saved views, column choices and exports of an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.web.models import ColumnChoice, ListExport, SavedView


def views_of(list_key: str, *, for_: Actor) -> list[SavedView]:
    """The actor's own views of a list and the shared ones, in the order of their making."""
    if not for_.is_signed_in:
        return []
    mine = Q(owner=for_.account) | Q(is_shared=True)
    return list(SavedView.objects.filter(mine, list_key=list_key).order_by("is_shared", "id"))


def view(id: UUID, *, for_: Actor) -> SavedView:
    """One view that the actor sees. Raises NotFound."""
    found = SavedView.objects.filter(Q(owner=for_.account) | Q(is_shared=True), id=id).first()
    if found is None:
        raise NotFound()
    return found


def columns_of(list_key: str, *, for_: Actor) -> list[str]:
    """The keys of the columns that the actor chose; empty for the list's own choice."""
    if for_.account is None:
        return []
    found = ColumnChoice.objects.filter(owner=for_.account, list_key=list_key).values_list("columns", flat=True).first()
    return [str(key) for key in found or []]


def list_export(id: UUID, *, for_: Actor) -> ListExport:
    """A file that the actor asked for. Raises NotFound."""
    found = ListExport.objects.filter(id=id, owner=for_.account).first() if for_.account else None
    if found is None:
        raise NotFound()
    return found
