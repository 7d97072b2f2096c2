"""PostgreSQL, Valkey and the object store for the tests: started once for every run on this machine.

A run that finds them answering uses them. One that does not starts them with the product's own launchers, and the
last run to end stops what was started so; `TONGBAN_KEEP_SERVICES=1` leaves them running for the next.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kernel.supervisor.objectstore import ObjectStore
from kernel.supervisor.places import make_folder, unprivileged
from kernel.supervisor.ports import answers
from kernel.supervisor.postgres import Postgres
from kernel.supervisor.service import Service
from kernel.supervisor.valkey import Valkey

PG_PORT, VALKEY_PORT, S3_PORT = 25432, 26379, 28333
ACCESS_KEY, SECRET_KEY, BUCKET = "tongban-test", "tongban-test-secret", "tongban-test"

_in_use: list[IO[str]] = []


def var() -> Path:
    """Where the services of the tests keep their data: outside the checkout, where an unprivileged user can reach."""
    return Path(os.environ.get("TONGBAN_TEST_VAR") or f"/tmp/tongban-test-{os.getuid()}")


def ensure_services() -> None:
    """Start what does not answer and mark it as in use until `release_services`. Raises CannotStart."""
    make_folder(var())
    with _alone():
        started = _started()
        for service in _services():
            if not answers(service.port):
                child = service.start(outlives_us=True)
                started[service.name] = child.pid
                _write_started(started)
        mark = (var() / "in-use").open("a+")
        fcntl.flock(mark, fcntl.LOCK_SH)
        _in_use.append(mark)


def release_services() -> None:
    """Say that this run is over. The last run stops what runs have started, in reverse order."""
    while _in_use:
        _in_use.pop().close()
    if os.environ.get("TONGBAN_KEEP_SERVICES") == "1" or not var().exists():
        return
    with _alone(), (var() / "in-use").open("a+") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        for name, pid in reversed(_started().items()):
            _stop(pid, signal.SIGINT if name == "pg" else signal.SIGTERM)
        _write_started({})


def _services() -> list[Service]:
    user = unprivileged(os.environ)
    return [
        # Nobody else's data: it forgets when the power goes, and asks for no password.
        Postgres(var(), PG_PORT, user, password="tongban", superuser_password="", durable=False, trusting=True),
        Valkey(var(), VALKEY_PORT, user),
        ObjectStore(var(), S3_PORT, user, access_key=ACCESS_KEY, secret_key=SECRET_KEY, bucket=BUCKET),
    ]


def _stop(pid: int, how: signal.Signals, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
        while time.monotonic() < end:
            # Ours to reap when this very run started it; somebody else's otherwise.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            os.kill(pid, 0)
            time.sleep(0.05)
        os.killpg(pid, signal.SIGKILL)


def _started() -> dict[str, int]:
    try:
        found = json.loads((var() / "services.json").read_text())
    except (OSError, ValueError):
        return {}
    # A number may meanwhile belong to another program: only one that still works in our folder counts.
    return {name: pid for name, pid in found.items() if _is_ours(pid)}


def _is_ours(pid: int) -> bool:
    try:
        return str(var()) in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") or (
            Path(f"/proc/{pid}/cwd").resolve().is_relative_to(var())
        )
    except OSError:
        return False


def _write_started(started: dict[str, int]) -> None:
    (var() / "services.json").write_text(json.dumps(started))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (var() / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
