"""Who may do what with saved views."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.web.functions import SHARE
from kernel.web.models import ColumnChoice, ListExport, SavedView


class ViewPolicy(Policy):
    """A view belongs to the account that saved it."""

    noun = SavedView

    @staticmethod
    def save(actor: Actor, thing: object) -> Verdict:
        """Anybody who is signed in, for themselves."""
        return actor.is_signed_in or _("Sign in to keep views of your own.")

    @staticmethod
    def share(actor: Actor, thing: object) -> Verdict:
        """Holders of the right to show views to everybody."""
        return actor.may(SHARE) or _("Only some roles may show a view to everybody. Save it for yourself instead.")

    @staticmethod
    def remove(actor: Actor, view: SavedView) -> Verdict:
        """Its owner; a shared one also by those who may share."""
        if view.owner == actor.account or (view.is_shared and actor.may(SHARE)):
            return True
        return _("This view belongs to somebody else.")


class ColumnPolicy(Policy):
    """Everybody chooses their own columns."""

    noun = ColumnChoice

    @staticmethod
    def choose(actor: Actor, thing: object) -> Verdict:
        """Anybody who is signed in, for themselves."""
        return actor.is_signed_in or _("Sign in to choose columns.")


class ExportPolicy(Policy):
    """A file of a list belongs to the account that asked for it: it holds what that account may see."""

    noun = ListExport

    @staticmethod
    def ask(actor: Actor, thing: object) -> Verdict:
        """Anybody who is signed in; the rows are those that they may see."""
        return actor.is_signed_in or _("Sign in to export lists.")

    @staticmethod
    def finish(actor: Actor, thing: object) -> Verdict:
        """The background work."""
        return actor.kind == "system" or _("Exports are written in the background.")
