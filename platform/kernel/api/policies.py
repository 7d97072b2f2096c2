"""Who may do what with tokens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.api.models import ApiToken
from kernel.policies import Policy, Verdict


class TokenPolicy(Policy):
    """A token belongs to its account; holders of `api.manage` may revoke anybody's."""

    noun = ApiToken

    @staticmethod
    def make(actor: Actor, thing: object) -> Verdict:
        """Anybody who is signed in, for themselves."""
        return actor.is_signed_in or str(_("Sign in to make a token."))

    @staticmethod
    def revoke(actor: Actor, token: ApiToken) -> Verdict:
        """Its owner, or an administrator of the API."""
        return token.account_id == actor.account or actor.may("api.manage")
