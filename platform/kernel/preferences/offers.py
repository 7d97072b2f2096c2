"""How the company presents itself, answered from its settings."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.ports import offer
from kernel.preferences import pictures
from kernel.preferences.preferences import (
    BRAND_ACCENT,
    BRAND_LOGO,
    BRAND_NAME,
    LOGIN_BACKGROUND,
    LOGIN_PICTURE,
    LOGIN_WORDS,
)
from kernel.preferences.reading import effective, value, value_for
from kernel.scope import current
from kernel.web.shell import Brand, Entrance


class OwnBrand:
    """Name, logo and accent as set for the actor's unit or the company; the product's own elsewhere."""

    def accent(self, actor: Actor) -> str:
        """The colour, or empty while nobody has chosen one."""
        found = effective(BRAND_ACCENT, unit=actor.unit)
        return "" if found.level == "default" else found.value

    def logo(self, actor: Actor) -> str:
        """The address of the logo, or empty."""
        return "" if current().is_public else pictures.address(BRAND_LOGO.key, value_for(BRAND_LOGO, actor))

    def name(self, actor: Actor) -> str:
        """The name beside the logo, or empty."""
        return value_for(BRAND_NAME, actor)

    def entrance(self) -> Entrance:
        """How the sign-in page looks; without its picture a picture's backdrop is plain."""
        backdrop = value(LOGIN_BACKGROUND)
        picture = pictures.address(LOGIN_PICTURE.key, value(LOGIN_PICTURE)) if backdrop == "picture" else ""
        return Entrance("plain" if backdrop == "picture" and not picture else backdrop, picture, value(LOGIN_WORDS))


offer(Brand, OwnBrand())
