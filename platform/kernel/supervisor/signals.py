"""Signals as the supervisor takes them: the first asks for an orderly end, a later one during it changes nothing."""

from __future__ import annotations

import signal
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class AskedToEnd(BaseException):
    """Somebody pressed Ctrl-C, closed the terminal or sent SIGTERM."""


def raise_when_asked() -> None:
    """From here on a request to end raises AskedToEnd in the main thread."""

    def ask(number: int, frame: FrameType | None) -> None:
        ignore_requests()
        raise AskedToEnd

    for number in ENDING:
        signal.signal(number, ask)


def ignore_requests() -> None:
    """From here on requests are ignored: an orderly end is under way, and a second Ctrl-C must not leave half of it."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
