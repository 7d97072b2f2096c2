"""A place of settings as an address names it, and the rows that its page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.files import queries as files
from kernel.files.models import File
from kernel.policies import NotFound, allowed, require
from kernel.preferences import queries
from kernel.preferences.declared import Group, Level, Preference, at_level
from kernel.preferences.models import Setting
from kernel.preferences.pictures import PICTURE, address
from kernel.preferences.policies import At, SettingPolicy
from kernel.preferences.reading import Effective, effective
from kernel.preferences.units import UnitLine, units


@dataclass(frozen=True)
class Place:
    """Where settings are set: the company, a unit, or the person itself. `key` is how addresses name it."""

    key: str
    level: Level
    subject: UUID | None
    title: str

    def now(self, preference: Preference[Any], actor: Actor) -> Effective[Any]:
        """What holds at this place."""
        match self.level:
            case "tenant":
                return effective(preference)
            case "unit":
                return effective(preference, unit=self.subject)
            case _:
                return effective(preference, unit=actor.unit, person=self.subject)


@dataclass(frozen=True)
class Row:
    """A setting on the page. `typed` is what the field shows: what was sent, or what holds."""

    preference: Preference[Any]
    now: Effective[Any]
    typed: str
    errors: Sequence[object]
    stored: Setting | None
    can_lock: bool

    @property
    def field(self) -> str:
        """The id of the field on the page."""
        return "setting-" + self.preference.key.replace(".", "-").replace("_", "-")

    @property
    def parts(self) -> tuple[str, str]:
        """Number and unit of what is typed, for lengths of time and amounts."""
        number, _space, unit = self.typed.partition(" ")
        return number, unit

    @property
    def units(self) -> list[str]:
        """The units of size to choose from; odd amounts keep theirs."""
        return ["MB", "GB", "TB"] if self.parts[1] in {"MB", "GB", "TB"} else [self.parts[1], "MB", "GB", "TB"]

    @property
    def described(self) -> SafeString | str:
        """The attributes by which screen readers tell help and errors of the field."""
        ids = [f"{self.field}-{part}" for part, on in (("help", self.preference.help), ("error", self.errors)) if on]
        invalid = mark_safe(' aria-invalid="true"') if self.errors else ""
        return format_html(' aria-describedby="{}"{}', " ".join(ids), invalid) if ids else ""

    @property
    def help_id(self) -> str:
        """The id of the help, where there is one."""
        return f"{self.field}-help" if self.preference.help else ""

    @property
    def picture(self) -> str:
        """The address of the picture that is set; empty for none."""
        held = self.now.value
        return address(self.preference.key, held) if self.typed and isinstance(held, UUID) else ""

    @property
    def largest(self) -> int:
        """How large a picture may be, in bytes."""
        return PICTURE.max_bytes

    @property
    def accept(self) -> str:
        """The types of pictures, as a file field names them."""
        return ",".join(PICTURE.types)

    @property
    def purpose(self) -> str:
        """What the picture is sent for."""
        return PICTURE.name

    @property
    def files(self) -> list[File]:
        """The picture that the field shows, if it is there."""
        try:
            key = UUID(self.typed)
        except ValueError:
            return []
        return list(files.files([key]).values())

    @property
    def shown(self) -> str:
        """The value that holds, in words."""
        return str(self.preference.kind.show(self.now.value))

    @property
    def is_locked_here(self) -> bool:
        """Whether this place keeps those below from setting it."""
        return self.stored is not None and self.stored.locked_at is not None

    @property
    def origin(self) -> str:
        """Where the value comes from, in words."""
        if self.now.is_own:
            return ""
        match self.now.level:
            case "tenant":
                return _("as the company has set it")
            case "unit":
                return _("as your unit has set it")
            case _:
                return _("as delivered")


def place_of(key: str, actor: Actor) -> Place:
    """The place that an address names: "company", "mine" or a unit's id. Raises NotFound, Refused."""
    if key == "company":
        require(SettingPolicy.place, ("tenant", None), actor)
        return Place(key, "tenant", None, _("Company settings"))
    if key == "mine":
        subject = actor.person or actor.account
        if subject is None:
            raise NotFound()
        return Place(key, "person", subject, _("My settings"))
    line = next((one for one in managed(actor) if str(one.id) == key), None)
    if line is None:
        raise NotFound()
    return Place(key, "unit", line.id, _("Settings of %(unit)s") % {"unit": line.name})


def managed(actor: Actor) -> Sequence[UnitLine]:
    """The units whose settings an actor may change."""
    return units().managed_by(actor)


def sections(
    place: Place,
    actor: Actor,
    *,
    term: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[object]] | None = None,
) -> list[tuple[Group, list[Row]]]:
    """The rows of a place under their headings: what a search leaves, with what was typed and what is wrong with it."""
    stored = queries.changed(place.level, place.subject)
    found = []
    for group, preferences in at_level(place.level, term):
        rows = []
        for one in preferences:
            now = place.now(one, actor)
            rows.append(
                Row(
                    one,
                    now,
                    (typed or {}).get(one.key, one.kind.fill(now.value)),
                    (errors or {}).get(one.key, ()),
                    stored.get(one.key),
                    allowed(SettingPolicy.lock, At(one, place.level, place.subject), actor)
                    if place.level != "person"
                    else False,
                )
            )
        found.append((group, rows))
    return found
