"""Starting and ending one child process so that nothing of it is ever left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import User

LOG_LIMIT_BYTES = 20 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """What is run: its name for people, its command line, as whom, and which signal ends it in good order."""

    name: str
    argv: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None
    ends_by: signal.Signals = signal.SIGTERM


class Child:
    """A running program in a session of its own, so that Ctrl-C reaches it through its supervisor only."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        self.program = program
        self.process = process

    @property
    def pid(self) -> int:
        """The main process, which also leads the group."""
        return self.process.pid

    @property
    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll()

    def ask_to_end(self) -> None:
        """One signal to the main process only: dramatiq's workers take a second one as an order to drop their work."""
        if self.ended is None:
            self.process.send_signal(self.program.ends_by)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within these seconds. What its group still holds is then ended too."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self.end_group()
        return True

    def end_group(self) -> None:
        """End the whole group at once, including what an ended main process left behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)


def launch(program: Program, *, outlives_us: bool = False) -> Child:
    """Start a program in its own session with its output in its log.

    Unless `outlives_us`, the kernel of the system ends it when the calling thread ends: call this from the
    main thread. Raises CannotStart when the program cannot be executed.
    """
    _make_room(program.log)
    try:
        with program.log.open("ab") as log:
            process = subprocess.Popen(
                program.argv,
                cwd=program.folder,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=program.user.uid if program.user else None,
                group=program.user.gid if program.user else None,
                extra_groups=[] if program.user else None,
                # Safe here: the supervisor has one thread only.
                preexec_fn=None if outlives_us else _ending_with(os.getpid(), program.ends_by),  # noqa: PLW1509
            )
    except OSError as error:
        raise CannotStart(f"{program.name} could not be started: {error}.") from error
    return Child(program, process)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for the sentence that says why something did not start."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line[:300]}" for line in lines[-count:] if line.strip())


def _ending_with(parent: int, ends_by: signal.Signals) -> Callable[[], None]:
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def in_child() -> None:
        # After setuid, which clears it. The parent may have died before the call: then nobody would ever tell us.
        prctl(_PR_SET_PDEATHSIG, int(ends_by), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def _make_room(log: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
