"""Notices: what happened that concerns somebody, in the page, by e-mail and by push, as each person likes it.

A package declares kinds in its `notices.py` (`notice_kind`) and tells people from a handler or an act (`notify`).
Mail of any kind leaves through `kernel.notices.mail`.
"""

from typing import TYPE_CHECKING

from kernel.notices.kinds import KINDS, NoticeKind, notice_kind

if TYPE_CHECKING:
    from kernel.notices.actions.telling import notify

__all__ = ["KINDS", "NoticeKind", "notice_kind", "notify"]


def __getattr__(name: str) -> object:
    # Declarations are loaded before the models are; only the telling needs them.
    if name == "notify":
        from kernel.notices.actions.telling import notify

        return notify
    raise AttributeError(name)
