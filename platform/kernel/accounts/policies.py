"""Who may do what with an account."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.accounts.functions import MANAGE, MANAGE_STAFF
from kernel.accounts.keeper import keeper
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.ports import tenancy
from kernel.scope import current


class AccountPolicy(Policy):
    """Everybody keeps their own account; administrators make, switch off and unlock accounts of others."""

    noun = Account

    @staticmethod
    def own(actor: Actor, account: Account) -> Verdict:
        """The account's own holder."""
        return actor.account == account.pk or _("This is somebody else's account.")

    @staticmethod
    def secure(actor: Actor, account: Account) -> Verdict:
        """The holder changing password, e-mail or second factor: not in a demo, where visitors share the accounts."""
        if tenancy().is_inert(current()):
            return _("In the demo, passwords, e-mail addresses and second factors stay as they are.")
        return AccountPolicy.own(actor, account)

    @staticmethod
    def manage(actor: Actor, account: Account | None) -> Verdict:
        """Administrators of accounts; on the console, whoever appoints staff."""
        return actor.may(MANAGE_STAFF if current().is_public else MANAGE) or _(
            "Only administrators of accounts may do this. Ask yours."
        )

    @staticmethod
    def manage_other(actor: Actor, account: Account) -> Verdict:
        """An administrator, but not against oneself: nobody can lock themselves out by mistake."""
        if actor.account == account.pk:
            return _("You cannot do this to your own account. Ask another administrator.")
        verdict = AccountPolicy.manage(actor, account)
        return verdict if verdict is not True else keeper().may_touch(actor, account.pk)

    @staticmethod
    def sign_in(actor: Actor, account: Account | None) -> Verdict:
        """Anybody may try to sign in, to read a picture, or to ask for a way back."""
        return True
