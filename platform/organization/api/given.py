"""What endpoints are given: reasons, orders, and ids that stand for things the caller knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from kernel.actor import Actor
from kernel.policies import Invalid

M = TypeVar("M", bound=Model)


class Reason(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class OrderGiven(serializers.Serializer[Any]):
    """Ids in the order wanted."""

    ids = serializers.ListField(child=serializers.UUIDField(), max_length=500)


def found(query: Callable[..., M], key: UUID | None, actor: Actor) -> M | None:
    """The thing of an id by its query, None for no id. Raises NotFound."""
    return query(key, for_=actor) if key else None


def some(rows: QuerySet[M], keys: Sequence[UUID], field: str) -> list[M]:
    """The things of some ids in their order, each once. Raises Invalid at the field when one is not among the rows."""
    wanted = list(dict.fromkeys(keys))
    known = rows.in_bulk(wanted)
    if missing := [str(key) for key in wanted if key not in known]:
        raise Invalid({field: [_("There is no such thing here: %(ids)s.") % {"ids": ", ".join(missing[:5])}]})
    return [known[key] for key in wanted]
