"""Making and changing enumerations; bringing the built-in ones up to date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act, while_read_only
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from kernel.preferences import events
from kernel.preferences.actions.stamp import restamp
from kernel.preferences.enumerated import BUILT_IN, EnumerationDeclaration, is_used
from kernel.preferences.models import Enumeration, EnumerationItem
from kernel.preferences.policies import EnumerationItemPolicy, EnumerationPolicy
from kernel.scope import Scope, scope

OWN = "own"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[^\s,;|]{1,60}")


@act
def make_enumeration(
    code: str, *, by: Actor, title_zh: str, title_en: str = "", note_zh: str = "", note_en: str = ""
) -> Enumeration:
    """Make a list of the company's own; its key becomes own.<code>. Raises Refused and Invalid."""
    require(EnumerationPolicy.edit, None, by)
    code = code.strip().lower()
    errors: dict[str, list[object]] = {}
    if not _CODE.fullmatch(code):
        errors["code"] = [_("A code begins with a small letter and has only small letters, digits and _.")]
    elif Enumeration.objects.filter(key=f"{OWN}.{code}").exists():
        errors["code"] = [_("This code is taken. Choose another one.")]
    if not title_zh.strip():
        errors["title_zh"] = [_("A title is needed.")]
    if errors:
        raise Invalid(errors)
    made = Enumeration.objects.create(
        key=f"{OWN}.{code}",
        title_zh=title_zh.strip(),
        title_en=title_en.strip(),
        note_zh=note_zh.strip(),
        note_en=note_en.strip(),
        created_at=datetime.now(UTC),
    )
    record(events.EnumerationMade, made, by=by, after={"key": made.key, "title": made.title_zh})
    restamp(by)
    return made


@act
def edit_enumeration(
    enumeration: Enumeration, *, by: Actor, title_zh: str, title_en: str = "", note_zh: str = "", note_en: str = ""
) -> Enumeration:
    """Change title and note of a list of the company's own. Raises Refused, Conflict for built-in ones, Invalid."""
    require(EnumerationPolicy.edit, enumeration, by)
    if enumeration.is_built_in:
        raise Conflict(_("The title of a built-in enumeration comes with the product. Its items can be changed."))
    if not title_zh.strip():
        raise Invalid({"title_zh": [_("A title is needed.")]})
    names = ("title_zh", "title_en", "note_zh", "note_en")
    before = {name: getattr(enumeration, name) for name in names}
    for name, text in zip(names, (title_zh, title_en, note_zh, note_en), strict=True):
        setattr(enumeration, name, text.strip())
    enumeration.save(update_fields=names)
    record(
        events.EnumerationEdited,
        enumeration,
        by=by,
        before=before,
        after={name: getattr(enumeration, name) for name in names},
    )
    restamp(by)
    return enumeration


@act
def delete_enumeration(enumeration: Enumeration, *, by: Actor) -> None:
    """Delete a list of the company's own whose items nobody uses. Raises Refused and Conflict."""
    require(EnumerationPolicy.edit, enumeration, by)
    if enumeration.is_built_in:
        raise Conflict(_("A built-in enumeration cannot be deleted; parts of the product choose from it."))
    items = list(enumeration.items.all())
    used = [one.label for one in items if is_used(enumeration.key, one.value)]
    if used:
        raise Conflict(
            _("Records use %(items)s, so the list cannot be deleted. Retire its items instead.")
            % {"items": "、".join(used[:5])}
        )
    key, label = enumeration.key, str(enumeration)
    # Children before parents: keys are checked at once.
    remaining = items
    while remaining:
        parents = {one.parent_id for one in remaining}
        leaves = [one.pk for one in remaining if one.pk not in parents]
        EnumerationItem.objects.filter(pk__in=leaves).delete()
        remaining = [one for one in remaining if one.pk not in set(leaves)]
    enumeration.delete()
    record(events.EnumerationDeleted, None, by=by, before={"title": label}, key=key)
    restamp(by)


@act
def add_item(
    enumeration: Enumeration,
    *,
    by: Actor,
    label_zh: str,
    label_en: str = "",
    value: str = "",
    parent: EnumerationItem | None = None,
) -> EnumerationItem:
    """Add an item at the end of its siblings; without a value given, its Chinese words are the value.

    Raises Refused and Invalid.
    """
    require(EnumerationPolicy.edit, enumeration, by)
    value = value.strip() or label_zh.strip().replace(" ", "_")
    errors = _item_errors(label_zh)
    if label_zh.strip() and not _VALUE.fullmatch(value):
        errors["value"] = [_("A value has up to 60 characters without spaces and , ; |.")]
    elif enumeration.items.filter(value=value).exists():
        errors["value"] = [_("“%(value)s” is there already. Choose another value.") % {"value": value}]
    if parent is not None and parent.enumeration_id != enumeration.pk:
        errors["parent"] = [_("The item above belongs to another list.")]
    if errors:
        raise Invalid(errors)
    last = enumeration.items.filter(parent=parent).order_by("-order").first()
    item = EnumerationItem.objects.create(
        enumeration=enumeration,
        parent=parent,
        value=value,
        label_zh=label_zh.strip(),
        label_en=label_en.strip(),
        order=last.order + 1 if last else 0,
    )
    record(events.ItemAdded, item, by=by, after={"value": value, "label": item.label_zh}, enumeration=enumeration.key)
    restamp(by)
    return item


@act
def edit_item(item: EnumerationItem, *, by: Actor, label_zh: str, label_en: str = "") -> EnumerationItem:
    """Change an item's words; its value stays, for records keep it. Raises Refused and Invalid."""
    require(EnumerationItemPolicy.edit, item, by)
    if errors := _item_errors(label_zh):
        raise Invalid(errors)
    before = {"label_zh": item.label_zh, "label_en": item.label_en}
    item.label_zh, item.label_en, item.edited_at = label_zh.strip(), label_en.strip(), datetime.now(UTC)
    item.save(update_fields=["label_zh", "label_en", "edited_at"])
    record(
        events.ItemEdited,
        item,
        by=by,
        before=before,
        after={"label_zh": item.label_zh, "label_en": item.label_en},
        enumeration=item.enumeration.key,
    )
    restamp(by)
    return item


@act
def order_items(enumeration: Enumeration, *, by: Actor, items: Sequence[UUID]) -> None:
    """Put items into an order: each gets the place it has in the list, seen among its siblings.

    Ids that are not of this list raise Invalid; items left out keep their order behind the others.
    """
    require(EnumerationPolicy.edit, enumeration, by)
    known = {one.pk: one for one in enumeration.items.all()}
    if set(items) - set(known) or len(set(items)) != len(items):
        raise Invalid(_("The list has changed in the meantime. Load the page again."))
    rest = [one for one in sorted(known.values(), key=lambda one: (one.order, one.value)) if one.pk not in set(items)]
    changed = []
    for order, item in enumerate([*(known[pk] for pk in items), *rest]):
        if item.order != order:
            item.order = order
            changed.append(item)
    if changed:
        EnumerationItem.objects.bulk_update(changed, ["order"])
        record(events.EnumerationOrdered, enumeration, by=by, after={"items": [known[pk].value for pk in items]})
        restamp(by)


@act
def retire_item(item: EnumerationItem, *, by: Actor) -> EnumerationItem:
    """Offer an item no more; records that have it keep it. Raises Refused and Conflict."""
    require(EnumerationItemPolicy.edit, item, by)
    if item.retired_at is not None:
        raise Conflict(_("This item has been retired already."))
    item.retired_at, item.retired_by = datetime.now(UTC), by.name[:150]
    item.save(update_fields=["retired_at", "retired_by"])
    record(events.ItemRetired, item, by=by, enumeration=item.enumeration.key)
    restamp(by)
    return item


@act
def restore_item(item: EnumerationItem, *, by: Actor) -> EnumerationItem:
    """Offer a retired item again. Raises Refused and Conflict."""
    require(EnumerationItemPolicy.edit, item, by)
    if item.retired_at is None:
        raise Conflict(_("This item is in use."))
    item.retired_at, item.retired_by = None, ""
    item.save(update_fields=["retired_at", "retired_by"])
    record(events.ItemRestored, item, by=by, enumeration=item.enumeration.key)
    restamp(by)
    return item


@act
def delete_item(item: EnumerationItem, *, by: Actor) -> None:
    """Delete an item that nobody uses. Raises Refused, and Conflict for used, built-in and parent items."""
    require(EnumerationItemPolicy.edit, item, by)
    if item.declared:
        raise Conflict(_("“%(item)s” comes with the product. Retire it instead.") % {"item": item.label})
    if item.children.exists():
        raise Conflict(_("There are items below “%(item)s”. Delete them first.") % {"item": item.label})
    if is_used(item.enumeration.key, item.value):
        raise Conflict(_("Records use “%(item)s”, so it cannot be deleted. Retire it instead.") % {"item": item.label})
    key, value, label = item.enumeration.key, item.value, item.label
    item.delete()
    record(events.ItemDeleted, None, by=by, before={"label": label}, enumeration=key, value=value)
    restamp(by)


def sync(to: Scope) -> None:
    """Bring a schema's built-in enumerations up to date, in a unit of its own or the one in hand; may run any time."""
    with scope(to):
        sync_enumerations(by=Actor.system("sync"))


@act
@while_read_only
def sync_enumerations(*, by: Actor) -> int:
    """Add what packages declare by now, follow their words unless the tenant changed them, retire what they no longer
    declare; the tenant's own items stay. Answers how many enumerations changed; a second run changes none."""
    require(EnumerationPolicy.edit, None, by)
    known = {one.key: one for one in Enumeration.objects.exclude(owner="").prefetch_related("items")}
    changed = sum(_sync_one(declared, known.get(declared.key), by) for declared in BUILT_IN.values())
    if changed:
        restamp(by)
    return changed


def _sync_one(declared: EnumerationDeclaration, known: Enumeration | None, by: Actor) -> bool:
    words = {
        "title_zh": declared.zh,
        "title_en": declared.en,
        "note_zh": declared.note_zh,
        "note_en": declared.note_en,
    }
    now = datetime.now(UTC)
    touched = known is None
    if known is None:
        owner = declared.key.partition(".")[0]
        enumeration = Enumeration.objects.create(key=declared.key, owner=owner, created_at=now, **words)
        items: dict[str, EnumerationItem] = {}
    else:
        enumeration, items = known, {one.value: one for one in known.items.all()}
        if any(getattr(enumeration, name) != text for name, text in words.items()):
            Enumeration.objects.filter(pk=enumeration.pk).update(**words)
            touched = True
    added, retired = [], []
    for order, wanted in enumerate(declared.items):
        item = items.get(wanted.value)
        if item is None:
            items[wanted.value] = EnumerationItem.objects.create(
                enumeration=enumeration,
                parent=items.get(wanted.parent),
                value=wanted.value,
                label_zh=wanted.zh,
                label_en=wanted.en,
                order=order,
                declared=True,
            )
            added.append(wanted.value)
        elif not item.edited_at and (item.label_zh, item.label_en, item.declared) != (wanted.zh, wanted.en, True):
            item.label_zh, item.label_en, item.declared = wanted.zh, wanted.en, True
            item.save(update_fields=["label_zh", "label_en", "declared"])
            touched = True
    names = {one.value for one in declared.items}
    for item in items.values():
        if item.declared and item.value not in names and item.retired_at is None:
            item.retired_at, item.retired_by = now, by.name
            item.save(update_fields=["retired_at", "retired_by"])
            retired.append(item.value)
    if touched or added or retired:
        record(events.EnumerationSynced, enumeration, by=by, added=added, retired=retired)
        return True
    return False


def _item_errors(label_zh: str) -> dict[str, list[Any]]:
    if not label_zh.strip():
        return {"label_zh": [_("Words are needed.")]}
    if len(label_zh.strip()) > 80:
        return {"label_zh": [_("At most 80 characters.")]}
    return {}
