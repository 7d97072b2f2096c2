"""What PostgreSQL, Valkey and the object store have in common: started, waited for, ended."""

from __future__ import annotations

import abc
import os
from pathlib import Path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import User, make_folder
from kernel.supervisor.ports import require_free, wait_until
from kernel.supervisor.process import Child, Program, last_lines, launch

READY_SECONDS = 30.0


class Service(abc.ABC):
    """An embedded server with its data in `var/NAME`, listening on loopback only."""

    name: str
    title: str
    setting: str

    def __init__(self, var: Path, port: int, user: User | None = None) -> None:
        self.var = var
        self.port = port
        self.user = user
        self.child: Child | None = None

    @property
    def folder(self) -> Path:
        """Its data."""
        return self.var / self.name

    @property
    def log(self) -> Path:
        """What it says."""
        return self.var / "log" / f"{self.name}.log"

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that it listens on."""
        return (self.port,)

    @abc.abstractmethod
    def prepare(self) -> None:
        """Make what must be there before it starts. Raises CannotStart."""

    @abc.abstractmethod
    def program(self) -> Program:
        """Its command."""

    @abc.abstractmethod
    def ready(self) -> bool:
        """Whether it answers as it should."""

    def settle(self) -> None:  # noqa: B027 - most have nothing to settle
        """Bring what it holds into the wanted state, once it answers. Raises CannotStart."""

    def clear(self) -> None:  # noqa: B027 - most leave nothing
        """Take away what it leaves outside its folder, once it has ended."""

    def start(self, *, outlives_us: bool = False) -> Child:
        """Start it and wait until it is ready. Raises CannotStart with the end of its log."""
        for port in self.ports:
            require_free(port, self.title, self.setting)
        make_folder(self.var / "log")
        make_folder(self.folder, self.user, 0o700)
        self.prepare()
        child = launch(self.program(), outlives_us=outlives_us)
        self.child = child
        if not wait_until(self.ready, READY_SECONDS, alive=lambda: child.ended is None):
            child.end_group()
            raise CannotStart(self.excuse(child))
        self.settle()
        return child

    def excuse(self, child: Child) -> str:
        """Why it did not come up."""
        how = f"ended with code {child.ended}" if child.ended not in (None, -9) else "did not answer in 30 seconds"
        return f"{self.title} {how}. The end of {self.log}:\n{last_lines(self.log)}"

    def surroundings(self, **more: str) -> dict[str, str]:
        """The environment of a server: next to nothing, so that the caller's settings do not leak in."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
        } | more
