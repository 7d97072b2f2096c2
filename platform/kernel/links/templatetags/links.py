"""`{% linked "organization.department" department.pk %}`: a thing's links in the right rail of its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template

from kernel.links.linkable import Ref
from kernel.links.queries import linked_with
from kernel.web.access import actor_of

register = template.Library()


@register.inclusion_tag("links/rail.html", takes_context=True)
def linked(context: dict[str, Any], kind: str, key: UUID) -> dict[str, Any]:
    """The links of a thing that the reader may open, with the way to its page of links."""
    rows = linked_with(Ref(kind, key), for_=actor_of(context["request"]))
    return {"rows": rows, "kind": kind, "key": key}
