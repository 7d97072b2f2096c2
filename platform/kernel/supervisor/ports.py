"""Whether a port is free, and who has it when it is not."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from pathlib import Path

from kernel.supervisor.failure import CannotStart


def require_free(port: int, what: str, setting: str) -> None:
    """Raise CannotStart naming the port, who has it where that can be seen, and the setting that moves it."""
    if not 0 < port < 65536:
        raise CannotStart(f"{setting} names port {port}, which does not exist. Choose one between 1024 and 32767.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(
                f"Port {port} for {what} needs rights that you do not have. Set {setting} to one above 1023."
            ) from None
        except OSError:
            raise CannotStart(
                f"Port {port} for {what} is already in use{_by(port)}. "
                f"End that program, or set {setting} to a free port."
            ) from None


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether something takes connections there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_until(ready: Callable[[], bool], seconds: float, *, alive: Callable[[], bool]) -> bool:
    """Ask again and again until `ready`; False when time is up or the process in question is no longer alive."""
    end = time.monotonic() + seconds
    pause = 0.02
    while time.monotonic() < end:
        if ready():
            return True
        if not alive():
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return ready()


def _by(port: int) -> str:
    """ " by NAME (process N)", as far as /proc shows it to us."""
    wanted = f":{port:04X}"
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                parts = line.split()
                if parts[1].endswith(wanted) and parts[3] == "0A":
                    sockets.add(f"socket:[{parts[9]}]")
    if not sockets:
        return ""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                    return f" by {(process / 'comm').read_text().strip()} (process {process.name})"
    return ""
