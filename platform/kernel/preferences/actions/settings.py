"""Setting values and fixing them for those below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, Refused, require
from kernel.preferences import events
from kernel.preferences.actions.stamp import restamp
from kernel.preferences.declared import Level, Preference
from kernel.preferences.kinds import Picture
from kernel.preferences.models import Setting
from kernel.preferences.pictures import is_sent
from kernel.preferences.policies import At, SettingPolicy
from kernel.preferences.reading import Effective, effective, forget


@act
def save(
    values: Mapping[Preference[Any], str], *, by: Actor, level: Level, subject: UUID | None = None
) -> list[Setting]:
    """Set what was typed, all or nothing; answers the rows that changed.

    What equals the value in force is left alone. Raises Refused, also when a lock above forbids it,
    and Invalid with the settings' keys.
    """
    errors: dict[str, list[object]] = {}
    wanted: list[tuple[Preference[Any], Any, Effective[Any]]] = []
    for preference, typed in values.items():
        at = At(preference, level, subject)
        require(SettingPolicy.change, at, by)
        now = _now(at, by)
        try:
            parsed = preference.kind.parse(typed)
        except Invalid as refused:
            errors[preference.key] = [word for words in refused.errors.values() for word in words]
            continue
        if parsed != now.value:
            _unlocked(at, now)
            if isinstance(preference.kind, Picture) and parsed is not None and not is_sent(parsed, by):
                errors[preference.key] = [_("This picture has not arrived. Send it again.")]
                continue
            wanted.append((preference, parsed, now))
    if errors:
        raise Invalid(errors)
    rows = [_write(At(preference, level, subject), new, now, by) for preference, new, now in wanted]
    if rows:
        _done(level, by)
    return rows


@act
def clear(preference: Preference[Any], *, by: Actor, level: Level, subject: UUID | None = None) -> None:
    """Put a setting back to what comes from above. Nothing happens where none is set."""
    at = At(preference, level, subject)
    require(SettingPolicy.change, at, by)
    row = _rows(at).first()
    if row is None or row.value is None:
        return
    old = row.value
    if row.locked_at is None:
        row.delete()
    else:
        row.value, row.changed_at, row.changed_by = None, datetime.now(UTC), by.name[:150]
        row.save(update_fields=["value", "changed_at", "changed_by"])
    record(events.SettingCleared, None, by=by, before={"value": old}, **_about(at))
    _done(level, by)


@act
def lock(preference: Preference[Any], *, by: Actor, level: Level, subject: UUID | None = None) -> Setting:
    """Fix a setting: those below keep their own values stored, but this one holds."""
    at = At(preference, level, subject)
    require(SettingPolicy.lock, at, by)
    now = datetime.now(UTC)
    row, _made = Setting.objects.get_or_create(
        key=preference.key,
        level=level,
        subject=subject,
        defaults={"changed_at": now, "changed_by": by.name[:150]},
    )
    if row.locked_at is None:
        row.locked_at, row.locked_by = now, by.name[:150]
        row.save(update_fields=["locked_at", "locked_by"])
        record(events.SettingLocked, row, by=by, **_about(at))
        _done(level, by)
    return row


@act
def unlock(preference: Preference[Any], *, by: Actor, level: Level, subject: UUID | None = None) -> None:
    """Let those below set it again; what they had set holds again."""
    at = At(preference, level, subject)
    require(SettingPolicy.lock, at, by)
    row = _rows(at).exclude(locked_at=None).first()
    if row is None:
        return
    if row.value is None:
        row.delete()
    else:
        row.locked_at, row.locked_by = None, ""
        row.save(update_fields=["locked_at", "locked_by"])
    record(events.SettingUnlocked, None, by=by, **_about(at))
    _done(level, by)


def _now(at: At, by: Actor) -> Effective[Any]:
    if at.level == "person":
        return effective(at.preference, unit=by.unit, person=at.subject)
    return effective(at.preference, unit=at.subject)


def _unlocked(at: At, now: Effective[Any]) -> None:
    if now.locked is not None:
        words = _("“%(setting)s” is fixed by the administrator for everybody and cannot be changed here.")
        raise Refused(words % {"setting": at.preference.title})


def _write(at: At, new: Any, now: Effective[Any], by: Actor) -> Setting:
    row = _rows(at).first() or Setting(key=at.preference.key, level=at.level, subject=at.subject)
    old, row.value = row.value, at.preference.kind.dump(new)
    if row.value is None:
        # "None" is how a picture is taken away: nothing is set here any more.
        if row.pk and old is not None:
            _rows(at).delete()
    else:
        row.changed_at, row.changed_by = datetime.now(UTC), by.name[:150]
        row.save()
    kind = at.preference.kind
    record(
        events.SettingChanged,
        row,
        by=by,
        before={"value": kind.dump(now.value), "shown": kind.show(now.value)},
        after={"value": row.value, "shown": kind.show(new)},
        **_about(at),
    )
    return row


def _rows(at: At) -> Any:
    return Setting.objects.filter(key=at.preference.key, level=at.level, subject=at.subject)


def _about(at: At) -> dict[str, Any]:
    return {"key": at.preference.key, "level": at.level, "place": at.subject}


def _done(level: Level, by: Actor) -> None:
    # Personal values are read with the stamp, not filed under it.
    forget() if level == "person" else restamp(by)
