"""What people can be told about, and by which channels they hear of it unless they choose otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Channel = Literal["mail", "push"]
CHANNELS: tuple[Channel, ...] = ("mail", "push")


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, named like the fact it tells of. In the page it is always shown; `channels` are further
    ways that are on unless the person turns them off. An `urgent` kind keeps to no quiet hours and waits for no digest."""

    key: str
    title: Any
    group: Any
    channels: frozenset[Channel]
    urgent: bool = False

    def __str__(self) -> str:
        return str(self.title)


KINDS: dict[str, NoticeKind] = {}


def notice_kind(
    key: str, title: Any, *, group: Any = "", channels: tuple[Channel, ...] = ("mail", "push"), urgent: bool = False
) -> NoticeKind:
    """Declare a kind. Raises ValueError when the key is taken, is not three words, or a channel is unknown."""
    if key.count(".") != 2:
        raise ValueError(f"a kind of notice is named module.noun.verbed, not {key!r}")
    if key in KINDS:
        raise ValueError(f"the kind of notice {key} is declared twice")
    if set(channels) - set(CHANNELS):
        raise ValueError(f"{key}: channels are some of {', '.join(CHANNELS)}")
    KINDS[key] = NoticeKind(key, title, group, frozenset(channels), urgent)
    return KINDS[key]
