"""Who may do what to a file: its purpose answers, and only about files of the tenant in hand."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.files.models import File
from kernel.files.purposes import PURPOSES, Purpose
from kernel.policies import Policy, Verdict


class FilePolicy(Policy):
    """Files: whoever sends may finish; everything else the purpose decides."""

    noun = File

    @staticmethod
    def start(actor: Actor, purpose: Purpose) -> Verdict:
        """Send a file for a purpose."""
        if not actor.is_signed_in and actor.kind != "system":
            return _("Sign in to send files.")
        return purpose.may(actor, "upload", None)

    @staticmethod
    def finish(actor: Actor, file: File) -> Verdict:
        """Go on with an upload: only who began it."""
        return actor.kind == "system" or (actor.account is not None and actor.account == file.created_by_account)

    @staticmethod
    def read(actor: Actor, file: File) -> Verdict:
        """Fetch the content."""
        return _ask(actor, "read", file)

    @staticmethod
    def change(actor: Actor, file: File) -> Verdict:
        """Rename, delete and restore."""
        return _ask(actor, "change", file)


def _ask(actor: Actor, act: str, file: File) -> Verdict:
    if actor.kind == "system":
        return True
    purpose = PURPOSES.get(file.purpose)
    # Nobody answers for a purpose whose package is gone.
    return purpose is not None and purpose.may(actor, act, file)  # type: ignore[arg-type]
