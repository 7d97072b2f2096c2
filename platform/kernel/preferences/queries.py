"""Which settings and enumerations; choices for forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.preferences.enumerated import BUILT_IN
from kernel.preferences.models import Enumeration, EnumerationItem, Setting
from kernel.preferences.models.enumeration import is_english
from kernel.preferences.policies import manages
from kernel.preferences.reading import cached


def settings_visible_to(actor: Actor) -> QuerySet[Setting]:
    """What is stored: all of it for administrators, own values for everybody else."""
    if manages(actor):
        return Setting.objects.exclude(key="")
    return Setting.objects.filter(level="person", subject__in=[one for one in (actor.person, actor.account) if one])


def changed(level: str, subject: UUID | None) -> dict[str, Setting]:
    """The rows of a place by their key: who set what, and when. One query."""
    return {row.key: row for row in Setting.objects.filter(level=level, subject=subject).exclude(key="")}


def enumerations_visible_to(actor: Actor) -> QuerySet[Enumeration]:
    """Enumerations with `active` and `retired` counts of items; for those who look after them."""
    if not manages(actor):
        return Enumeration.objects.none()
    return Enumeration.objects.annotate(
        active=Count("items", filter=Q(items__retired_at=None)),
        retired=Count("items", filter=Q(items__retired_at__isnull=False)),
    )


def enumeration(key: str, *, for_: Actor) -> Enumeration:
    """One enumeration by its key. Raises NotFound."""
    found = enumerations_visible_to(for_).filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def item(pk: UUID, *, for_: Actor) -> EnumerationItem:
    """One item with its enumeration. Raises NotFound."""
    found = None
    if manages(for_):
        found = EnumerationItem.objects.select_related("enumeration", "parent").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def lines(of: Enumeration) -> list[tuple[EnumerationItem, int]]:
    """All items of an enumeration, parents before children, with their depth (0 for the top). One query."""
    return _nested(EnumerationItem.objects.filter(enumeration=of).select_related("parent"))


def choices(key: str, *, parent: str | None = None, keep: str = "") -> list[tuple[str, str]]:
    """(value, label) of the items in use, in order and in the language in hand; for the fields of forms.

    `parent` narrows to the items below a value ("" for the top level); `keep` is a retired value that
    must stay choosable because the record in hand has it. Raises NotFound for an unknown key.
    """
    rows = _rows(key)
    return [
        (row["value"], _label(row))
        for row in rows
        if (not row["retired"] or row["value"] == keep) and (parent is None or row["parent"] == parent)
    ]


def label(key: str, value: str) -> str:
    """The words of a value, retired ones too; the value itself when it is unknown."""
    try:
        rows = _rows(key)
    except NotFound:
        return value
    return next((_label(row) for row in rows if row["value"] == value), value)


def _rows(key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cached(f"enumeration:{key}", lambda: _load(key))
    if rows:
        return rows
    declared = BUILT_IN.get(key)
    if declared is None:
        if Enumeration.objects.filter(key=key).exists():
            return []
        raise NotFound()
    # Not brought into this tenant yet: the declaration itself answers.
    return [
        {"value": one.value, "zh": one.zh, "en": one.en, "parent": one.parent, "retired": False}
        for one in declared.items
    ]


def _load(key: str) -> list[dict[str, Any]]:
    items = EnumerationItem.objects.filter(enumeration__key=key).select_related("parent")
    return [
        {
            "value": one.value,
            "zh": one.label_zh,
            "en": one.label_en,
            "parent": one.parent.value if one.parent else "",
            "retired": one.retired_at is not None,
        }
        for one, _depth in _nested(items)
    ]


def _label(row: dict[str, Any]) -> str:
    return str(row["en"] if is_english() and row["en"] else row["zh"])


def _nested(items: Iterable[EnumerationItem]) -> list[tuple[EnumerationItem, int]]:
    below: dict[UUID | None, list[EnumerationItem]] = {}
    for one in items:
        below.setdefault(one.parent_id, []).append(one)
    found: list[tuple[EnumerationItem, int]] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for one in below.get(parent, []):
            found.append((one, depth))
            walk(one.pk, depth + 1)

    walk(None, 0)
    return found
