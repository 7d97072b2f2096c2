"""The supervisor: everything up in order, watched, and down again in reverse."""

from __future__ import annotations

import errno
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kernel.supervisor.announcement import announcement
from kernel.supervisor.application import Process, processes
from kernel.supervisor.credentials import make_credentials
from kernel.supervisor.failure import CannotStart
from kernel.supervisor.holding import MARK, end_leftovers, held
from kernel.supervisor.objectstore import ObjectStore
from kernel.supervisor.places import CHECKOUT, User, data_folder, make_folder, runs_as, unprivileged
from kernel.supervisor.ports import require_free, wait_until
from kernel.supervisor.postgres import Postgres
from kernel.supervisor.process import Child, Program, last_lines, launch
from kernel.supervisor.service import READY_SECONDS, Service
from kernel.supervisor.settings import complete, origins, port
from kernel.supervisor.signals import AskedToEnd, ignore_requests, raise_when_asked
from kernel.supervisor.valkey import Valkey

PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
NEEDED_BYTES = 300 * 1024 * 1024
FULL_BYTES = 20 * 1024 * 1024

Say = Callable[[str], None]


@dataclass
class Watched:
    """Something that runs, with what it takes to run it again."""

    title: str
    start: Callable[[], Child]
    child: Child
    server: bool
    all_ends_with_it: bool
    since: float
    failures: int = 0
    again_at: float = 0.0


def up(environ: Mapping[str, str], say: Say, *, only_services: bool = False) -> int:
    """Run an installation until somebody asks it to end; 0 then, 1 after a sentence that says why it could not go on.

    `only_services` leaves the product's own processes out: the servers alone, for work on a database.
    """
    supervisor = None
    raise_when_asked()
    try:
        user = unprivileged(environ)
        var = make_folder(data_folder(environ))
        with held(var):
            supervisor = Supervisor(environ, var, user, say)
            try:
                supervisor.bring_up(only_services=only_services)
                supervisor.watch()
            finally:
                ignore_requests()
                supervisor.bring_down()
    except AskedToEnd:
        return 0
    except CannotStart as failure:
        # A server that stops for want of room says so in its own way, or not at all.
        say(f"\n{(supervisor and supervisor.no_room(FULL_BYTES)) or failure}")
    except OSError as error:
        say(f"\n{_in_words(error)}")
    return 1


class Supervisor:
    """One run over one data folder, which the caller holds."""

    def __init__(self, environ: Mapping[str, str], var: Path, user: User | None, say: Say) -> None:
        self.var = var
        self.user = user
        self.say = say
        self.given = environ
        self.services: list[Service] = []
        self.running: list[Watched] = []
        self.environ: dict[str, str] = {}

    def bring_up(self, *, only_services: bool = False) -> None:
        """Start everything in order. Raises CannotStart with the first thing that does not come up."""
        began = time.monotonic()
        if full := self.no_room(NEEDED_BYTES):
            raise CannotStart(full)
        end_leftovers(self.var)
        credentials = make_credentials(self.var)
        self.environ = complete(self.given, credentials) | {MARK: str(self.var)}
        self.services = self._services()
        own = [] if only_services else self._own_processes()
        for process in own:
            if process.port:
                require_free(process.port, process.title.lower(), process.setting)
        for service in self.services:
            self.say(f"  {service.title} …")
            self._begin(service.title, service.start, server=True, all_ends_with_it=service.name == "pg")
        if not only_services:
            self._make_ready()
            for process in own:
                self.say(f"  {process.title} …")
                self._begin(process.title, partial(launch, process.program))
                if process.awaited:
                    self._wait_for(process)
        took = time.monotonic() - began
        self.say(announcement(self.environ, self.var, took, only_services=only_services))

    def watch(self) -> None:
        """Start again what ends by itself. Raises CannotStart when the database is gone, AskedToEnd when told to end."""
        while True:
            now = time.monotonic()
            for watched in self.running:
                if watched.child.ended is not None:
                    self._mend(watched, now)
            time.sleep(LOOK_SECONDS)

    def no_room(self, needed: int) -> str:
        """The sentence for a disk with less than `needed` bytes free; empty when there is room."""
        free = shutil.disk_usage(self.var).free
        if free >= needed:
            return ""
        return (
            f"The disk that holds {self.var} is full: {free // 1024**2} MB are free, {NEEDED_BYTES // 1024**2} MB "
            "are needed to start. Make room, or set TONGBAN_VAR to a folder on another disk."
        )

    def bring_down(self) -> None:
        """End everything in reverse order; what does not end in its time is ended with its group."""
        if self.running:
            self.say("\nEnding …")
        # The servers last: tasks in hand write their results until their worker has ended.
        for layer in (False, True):
            those = [watched for watched in reversed(self.running) if watched.server is layer]
            for watched in those:
                watched.child.ask_to_end()
            self._await_end(those)
        self.running.clear()
        for service in self.services:
            service.clear()

    def _await_end(self, those: list[Watched]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        for watched in those:
            if not watched.child.wait(max(0.0, end - time.monotonic())):
                self.say(f"  {watched.title} did not end in {PATIENCE_SECONDS:.0f} seconds and was stopped.")
                watched.child.end_group()

    def _begin(
        self, title: str, start: Callable[[], Child], *, server: bool = False, all_ends_with_it: bool = False
    ) -> None:
        self.running.append(Watched(title, start, start(), server, all_ends_with_it, time.monotonic()))

    def _mend(self, watched: Watched, now: float) -> None:
        log = watched.child.program.log
        if watched.all_ends_with_it:
            raise CannotStart(
                f"{watched.title} ended by itself (code {watched.child.ended}), so everything ends. What was saved is "
                f"safe; start again. The end of {log}:\n{last_lines(log)}"
            )
        if not watched.again_at:
            watched.child.end_group()
            watched.failures = 0 if now - watched.since > STEADY_SECONDS else watched.failures + 1
            pause = 0.0 if not watched.failures else min(2.0 ** (watched.failures - 1), LONGEST_PAUSE_SECONDS)
            watched.again_at = now + pause
            self.say(f"  {watched.title} ended (code {watched.child.ended}), starting it again. Its log: {log}")
        elif now >= watched.again_at:
            watched.again_at = 0.0
            watched.since = now
            try:
                watched.child = watched.start()
            except CannotStart as failure:
                # Tried again after a longer pause: what is missing may come back.
                self.say(f"  {failure}")

    def _services(self) -> list[Service]:
        """The servers that no setting replaces."""
        credentials = make_credentials(self.var)
        services: list[Service] = []
        if not self.given.get("DATABASE_URL"):
            services.append(
                Postgres(
                    self.var,
                    port(self.given, "TONGBAN_PG_PORT"),
                    self.user,
                    password=credentials.database_password,
                    superuser_password=credentials.superuser_password,
                )
            )
        if not self.given.get("REDIS_URL"):
            number = port(self.given, "TONGBAN_VALKEY_PORT")
            services.append(Valkey(self.var, number, self.user, password=credentials.valkey_password))
        if not self.given.get("S3_ENDPOINT"):
            services.append(
                ObjectStore(
                    self.var,
                    port(self.given, "TONGBAN_S3_PORT"),
                    self.user,
                    access_key=credentials.s3_access_key,
                    secret_key=credentials.s3_secret_key,
                    bucket=self.environ["S3_BUCKET"],
                    origins=origins(self.given),
                )
            )
        return services

    def _own_processes(self) -> list[Process]:
        user = self._own_user()
        if user is not None:
            # The seed, the mail catcher and the collected files are written by the product itself.
            for folder in (self.var, self.var / "mail", self.var / "static"):
                make_folder(folder, user)
        return processes(self.environ, self.var, user)

    def _own_user(self) -> User | None:
        """As whom our own processes run: like the servers, where that user can reach Python and the checkout."""
        probe = (sys.executable, "-c", "import kernel, django")
        return self.user if self.user is not None and runs_as(probe, self.user) else None

    def _make_ready(self) -> None:
        """Texts, browser bundle, tables and first data: each only when something changed."""
        for arguments in (("texts", "compile"), ("assets",)):
            if (CHECKOUT / "pyproject.toml").exists():
                self._run(arguments, None)
        self._run(("prepare",), self._own_user())

    def _run(self, arguments: tuple[str, ...], user: User | None) -> None:
        log = self.var / "log" / "prepare.log"
        program = Program(
            name=arguments[0],
            argv=(sys.executable, "-m", "kernel", *arguments),
            log=log,
            folder=self.var,
            environment=self.environ,
            user=user,
        )
        self.say(f"  {_STEPS[arguments[0]]} …")
        child = launch(program)
        try:
            child.process.wait()
        finally:
            child.end_group()
        if child.ended:
            raise CannotStart(f"{_STEPS[arguments[0]]}: failed. The end of {log}:\n{last_lines(log, 20)}")

    def _wait_for(self, process: Process) -> None:
        child = self.running[-1].child
        if not wait_until(process.ready, READY_SECONDS, alive=lambda: child.ended is None):
            log = process.program.log
            raise CannotStart(f"{process.title} did not come up. The end of {log}:\n{last_lines(log, 20)}")


_STEPS = {"texts": "Translations", "assets": "Browser bundle", "prepare": "Tables and first data"}


def _in_words(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}. Make room, or set TONGBAN_VAR to a folder on another disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"You have no right to write there{where}. Change its owner, or set TONGBAN_VAR to a folder of your own."
    return f"The system refused: {error.strerror}{where}."
