"""Reading settings: one query a request, the tenant's and units' values from the cache.

A row without a key is the stamp: every change replaces its value in the same transaction. What is
cached is filed under the stamp, so that a change is seen by everybody at its commit, and what a
rolled-back change left in the cache is never asked for again.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import structlog
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from redis.exceptions import RedisError

from kernel.actor import Actor
from kernel.policies import Invalid
from kernel.preferences.declared import DECLARED, Level, Preference
from kernel.preferences.units import units
from kernel.scope import current

T = TypeVar("T")
Entry = tuple[Any, bool]  # (stored value or None, locked)
Place = tuple[Level, UUID | None]

KEPT = 24 * 3600
log = structlog.get_logger("tongban.preferences")


@dataclass(frozen=True)
class Effective(Generic[T]):
    """What holds somewhere: the value, the level and subject it comes from ("default" for none), and the lock above.

    `locked` is the place whose lock keeps lower levels from setting it, or None. `own` is what is
    stored at the very place asked about.
    """

    value: T
    level: str
    subject: UUID | None = None
    locked: Place | None = None
    own: Entry | None = None

    @property
    def is_own(self) -> bool:
        """Whether the place asked about has a value of its own."""
        return self.own is not None and self.own[0] is not None


def value(preference: Preference[T], *, unit: UUID | None = None, person: UUID | None = None) -> T:
    """What a setting says for a person, a unit or the whole tenant: the nearest value, unless one above is locked.

    At most one query for all settings of a request. Raises OutsideScope without a scope.
    """
    return effective(preference, unit=unit, person=person).value


def value_for(preference: Preference[T], actor: Actor) -> T:
    """What a setting says for an actor: own value, then those of the position's unit, then the tenant's."""
    return value(preference, unit=actor.unit, person=actor.person or actor.account)


def effective(preference: Preference[T], *, unit: UUID | None = None, person: UUID | None = None) -> Effective[T]:
    """The value together with where it comes from and who has locked it."""
    memo = _memo(person)
    return resolve(preference, memo.places(unit, person), lambda place: memo.entry(preference.key, place))


def by_person(preference: Preference[T], people: Iterable[UUID], *, unit: UUID | None = None) -> dict[UUID, T]:
    """What a setting says for many people of one unit; one query besides the cached one."""
    from kernel.preferences.models import Setting

    memo = _memo(None)
    wanted = list(people)
    rows = Setting.objects.filter(level="person", key=preference.key, subject__in=wanted)
    own: dict[UUID | None, Entry] = {row.subject: (row.value, row.locked_at is not None) for row in rows}

    def at(person: UUID) -> Callable[[Place], Entry | None]:
        return lambda place: own.get(person) if place[0] == "person" else memo.entry(preference.key, place)

    return {one: resolve(preference, memo.places(unit, one), at(one)).value for one in wanted}


def resolve(preference: Preference[T], where: Sequence[Place], at: Callable[[Place], Entry | None]) -> Effective[T]:
    """The rule itself: walk from the widest place to the nearest, take each value met, stop at a lock.

    A stored value that the kind refuses by now (an option that is gone) counts as not set.
    """
    found, level, subject = preference.default, "default", None
    locked: Place | None = None
    own: Entry | None = None
    for place in where:
        entry = at(place)
        if place == where[-1]:
            own = entry
        if entry is None or locked is not None or not preference.is_set_at(place[0]):
            continue
        stored, is_locked = entry
        if stored is not None:
            try:
                found, level, subject = preference.kind.load(stored), place[0], place[1]
            except (Invalid, ValueError, TypeError, ArithmeticError):
                log.warning("stored setting refused", setting=preference.key, level=place[0])
        if is_locked and place != where[-1]:
            locked = place
    return Effective(found, level, subject, locked, own)


def cached(name: str, load: Callable[[], Any]) -> Any:
    """JSON that depends on nothing but settings and enumerations, kept until one of them changes.

    `load` must answer what JSON keeps (lists, mappings with text keys). A cache that does not
    answer costs time, never an error.
    """
    memo = _memo(None)
    if memo.stamp is None:
        return load()
    return _by_stamp(memo.stamp, name, load)


# ---------------------------------------------------------------- what a request remembers


@dataclass
class Memo:
    """What has been asked in this request and scope."""

    stamp: str | None
    shared: dict[str, Entry]
    people: dict[UUID, dict[str, Entry]] = field(default_factory=dict)
    paths: dict[UUID, Sequence[UUID]] = field(default_factory=dict)

    def entry(self, key: str, place: Place) -> Entry | None:
        """What is stored for a setting at a place."""
        if place[0] == "person" and place[1] is not None:
            return self.people[place[1]].get(key)
        return self.shared.get(_name(key, place))

    def places(self, unit: UUID | None, person: UUID | None) -> list[Place]:
        """Where values are looked for, from the widest to the nearest."""
        found: list[Place] = [("tenant", None), *(("unit", one) for one in self._path(unit))]
        if person is not None:
            found.append(("person", person))
        return found

    def _path(self, unit: UUID | None) -> Sequence[UUID]:
        if unit is None:
            return ()
        if unit not in self.paths:
            # Where no unit has set anything, nobody needs to know what stands above it.
            any_set = any("|unit|" in name for name in self.shared)
            self.paths[unit] = units().path(unit) if any_set else (unit,)
        return self.paths[unit]


_memos: ContextVar[dict[str, Memo] | None] = ContextVar("tongban_preferences", default=None)
_local: OrderedDict[tuple[str, str, str], str] = OrderedDict()


def _begin(**_kwargs: object) -> None:
    _memos.set({})


def _end(**_kwargs: object) -> None:
    _memos.set(None)


def listen() -> None:
    """Remember within requests only; called once at the start."""
    request_started.connect(_begin, dispatch_uid="kernel.preferences.begin")
    request_finished.connect(_end, dispatch_uid="kernel.preferences.end")


def forget() -> None:
    """Forget what this request has read: something was written."""
    if _memos.get() is not None:
        _memos.set({})


def _memo(person: UUID | None) -> Memo:
    memos = _memos.get()
    key = current().key
    memo = memos.get(key) if memos is not None else None
    if memo is None:
        memo = _load(person)
        if memos is not None:
            memos[key] = memo
    elif person is not None and person not in memo.people:
        memo.people[person] = _load(person).people[person]
    return memo


def _load(person: UUID | None) -> Memo:
    from django.db.models import Q

    from kernel.preferences.models import Setting

    wanted = Q(key="", level="tenant")
    if person is not None:
        wanted |= Q(level="person", subject=person)
    stamp: str | None = None
    own: dict[str, Entry] = {}
    for row in Setting.objects.filter(wanted):
        if row.key == "":
            stamp = row.value
        else:
            own[row.key] = (row.value, row.locked_at is not None)
    shared = _by_stamp(stamp, "settings", _shared) if stamp is not None else {}
    memo = Memo(stamp, {name: (entry[0], entry[1]) for name, entry in shared.items()})
    if person is not None:
        memo.people[person] = own
    return memo


def _shared() -> dict[str, list[Any]]:
    from kernel.preferences.models import Setting

    rows = Setting.objects.exclude(level="person").exclude(key="")
    return {
        _name(row.key, (cast(Level, row.level), row.subject)): [row.value, row.locked_at is not None] for row in rows
    }


def _by_stamp(stamp: str, name: str, load: Callable[[], Any]) -> Any:
    near = (current().key, stamp, name)
    text = _local.get(near)
    key = f"preferences:{stamp}:{name}"
    if text is None:
        try:
            text = cache.get(key)
        except (RedisError, OSError):
            log.warning("the cache does not answer", exc_info=True)
    if text is None:
        text = json.dumps(load())
        try:
            cache.set(key, text, KEPT)
        except (RedisError, OSError):
            log.warning("the cache does not answer", exc_info=True)
    _local[near] = text
    while len(_local) > 2000:
        _local.popitem(last=False)
    return json.loads(text)


def _name(key: str, place: Place) -> str:
    return f"{key}|{place[0]}|{place[1] or ''}"


def undeclared(keys: Iterable[str]) -> list[str]:
    """Of some keys those that no package declares any more."""
    return sorted(set(keys) - set(DECLARED) - {""})
