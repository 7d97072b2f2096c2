"""Who may link. Whether somebody may open either end is the packages' own answer, asked by the act."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.links.linkable import LINKABLES
from kernel.links.models import Link
from kernel.policies import Policy, Verdict


class LinkPolicy(Policy):
    """A link belongs to its source: whoever may attach links there makes and removes it; its maker removes it, too."""

    noun = Link

    @staticmethod
    def make(actor: Actor, link: Link) -> Verdict:
        """Whoever the source's package lets."""
        if not actor.is_signed_in and actor.kind != "system":
            return _("Sign in first.")
        linkable = LINKABLES.get(link.source_kind)
        return linkable is not None and linkable.may_link(actor, link.source_id)

    @staticmethod
    def remove(actor: Actor, link: Link) -> Verdict:
        """The maker, or whoever may make links at the source."""
        mine = link.account is not None and link.account == actor.account
        return mine or LinkPolicy.make(actor, link)
