"""Who may change settings and enumerations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.preferences import models
from kernel.preferences.declared import Level, Preference
from kernel.preferences.functions import MANAGE, SYSTEM
from kernel.preferences.units import units


@dataclass(frozen=True)
class At:
    """A setting at a place: what the rules about settings are asked about."""

    preference: Preference[Any]
    level: Level
    subject: UUID | None = None


class SettingPolicy(Policy):
    """Settings: people their own, unit administrators their unit's, administrators the company's."""

    noun = models.Setting

    @staticmethod
    def change(actor: Actor, at: At) -> Verdict:
        """By the level; a setting has its levels, and nobody sets another person's."""
        if not at.preference.is_set_at(at.level):
            return _("“%(setting)s” cannot be set here.") % {"setting": at.preference.title}
        if at.level == "person":
            own = at.subject is not None and at.subject in {actor.person, actor.account}
            return own or actor.kind == "system" or _("People change their own settings only.")
        return SettingPolicy.place(actor, (at.level, at.subject))

    @staticmethod
    def lock(actor: Actor, at: At) -> Verdict:
        """A lock needs somebody below who would otherwise set it."""
        below = {"tenant": {"unit", "person"}, "unit": {"person"}}.get(at.level, set())
        if not below & set(at.preference.levels):
            return _("Nobody below can set “%(setting)s”, so there is nothing to fix.") % {
                "setting": at.preference.title
            }
        return SettingPolicy.place(actor, (at.level, at.subject))

    @staticmethod
    def place(actor: Actor, place: tuple[Level, UUID | None]) -> Verdict:
        """Whether somebody looks after the settings of the company or of a unit."""
        level, subject = place
        if manages(actor):
            return True
        if level == "unit" and subject in {line.id for line in units().managed_by(actor)}:
            return True
        return _("Only an administrator changes settings of others. Ask your administrator.")


class EnumerationPolicy(Policy):
    """Enumerations belong to the company."""

    noun = models.Enumeration

    @staticmethod
    def edit(actor: Actor, enumeration: models.Enumeration | None) -> Verdict:
        """Administrators."""
        return manages(actor) or _("Only an administrator changes enumerations. Ask your administrator.")


class EnumerationItemPolicy(Policy):
    """Items go with their enumeration."""

    noun = models.EnumerationItem

    @staticmethod
    def edit(actor: Actor, item: models.EnumerationItem) -> Verdict:
        """Administrators."""
        return EnumerationPolicy.edit(actor, item.enumeration)


def manages(actor: Actor) -> bool:
    """Whether somebody looks after the settings of the whole company."""
    return actor.may(MANAGE) or actor.may(SYSTEM)
