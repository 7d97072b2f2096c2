"""One supervisor a data folder: the lock, who holds it, and what an earlier one that was killed left behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kernel.supervisor.failure import CannotStart

MARK = "TONGBAN_SUPERVISED"
_SERVERS = {"postgres", "valkey-server", "weed"}


@contextlib.contextmanager
def held(var: Path) -> Iterator[None]:
    """Hold the data folder. Raises CannotStart naming the process that already does."""
    with (var / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"Tongban is already running on {var} (process {_holder(lock)}). "
                "End it with Ctrl-C there or with `tongban down`, or set TONGBAN_VAR to run a second one."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def holder(var: Path) -> int | None:
    """The process that holds the data folder, None when nobody does."""
    try:
        with (var / "lock").open("r+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                text = _holder(lock)
                return int(text) if text.isdecimal() else None
    except OSError:
        pass
    return None


def end_leftovers(var: Path, seconds: float = 20.0) -> None:
    """Wait for the children of a supervisor that was killed, and end those that do not end by themselves.

    Call it while holding the folder: what still carries its mark is nobody's.
    """
    end = time.monotonic() + seconds
    while (left := belonging(var)) and time.monotonic() < end:
        time.sleep(0.1)
    for pid in left:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    while belonging(var) and time.monotonic() < end + 5:
        time.sleep(0.1)


def belonging(var: Path) -> list[int]:
    """The processes of this data folder, whoever started them.

    Ours carry a mark in their environment. PostgreSQL and Valkey write their titles over theirs, so a server is known
    by working in its folder. Where there is no /proc (macOS) nothing is found; a leftover then shows as a port in use.
    """
    mark = f"{MARK}={var}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0") or (
                (process / "exe").readlink().name in _SERVERS and (process / "cwd").readlink().is_relative_to(var)
            ):
                found.append(int(process.name))
    return found


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip() or "unknown"
