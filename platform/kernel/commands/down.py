"""`tongban down`: ask the supervisor of this data folder to end, and wait until it has."""

from __future__ import annotations

import argparse
import os
import signal
import time

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.holding import holder
from kernel.supervisor.places import data_folder

NAME = "down"
HELP = "end what `tongban up` started"
NEEDS_DJANGO = False
PATIENCE_SECONDS = 45


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`down` has no options."""


def run(args: argparse.Namespace) -> int:
    """0 when nothing runs any more. Raises CannotStart when it may not or does not end."""
    var = data_folder(os.environ)
    pid = holder(var)
    if pid is None:
        print(f"Nothing is running on {var}.")
        return 0
    try:
        os.kill(pid, signal.SIGTERM)
    except PermissionError:
        raise CannotStart(f"Process {pid} belongs to another user; end it as that user.") from None
    end = time.monotonic() + PATIENCE_SECONDS
    while holder(var) is not None:
        if time.monotonic() > end:
            raise CannotStart(f"Process {pid} has not ended in {PATIENCE_SECONDS} seconds. See {var / 'log'}.")
        time.sleep(0.1)
    print("Ended.")
    return 0
