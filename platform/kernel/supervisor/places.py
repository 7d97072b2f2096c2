"""Where an installation keeps its data, and as whom its servers run."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.supervisor.failure import CannotStart

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class User:
    """The unprivileged user that takes the place of root."""

    name: str
    uid: int
    gid: int


def unprivileged(environ: Mapping[str, str]) -> User | None:
    """Whom the servers run as when we are root (`TONGBAN_USER`, else nobody); None when we are not root."""
    if os.geteuid() != 0:
        return None
    name = environ.get("TONGBAN_USER") or "nobody"
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise CannotStart(
            f"There is no user {name!r} on this machine. Set TONGBAN_USER to a user that is there."
        ) from None
    if entry.pw_uid == 0:
        raise CannotStart("PostgreSQL refuses to run as root. Set TONGBAN_USER to an unprivileged user.")
    return User(name, entry.pw_uid, entry.pw_gid)


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the data lie: `TONGBAN_VAR`, else var/ in the checkout.

    A root whose checkout nobody else may enter (/root, say) keeps them under /var/lib: the servers give up
    root's rights and could not reach them otherwise.
    """
    if named := environ.get("TONGBAN_VAR"):
        return Path(named).absolute()
    user = unprivileged(environ)
    if user is None or may_enter(CHECKOUT, user):
        return CHECKOUT / "var"
    return Path("/var/lib") / f"tongban-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]}"


def may_enter(folder: Path, user: User) -> bool:
    """Whether an unprivileged user can pass through every folder down to this one."""
    return runs_as(("/bin/sh", "-c", 'cd -- "$0"', str(folder)), user)


def within_reach(program: Path, user: User | None, var: Path) -> Path:
    """The program itself, or its copy among the data where the unprivileged user cannot reach it."""
    if user is None or runs_as(("/bin/sh", "-c", 'test -x "$0"', str(program)), user):
        return program
    copy = make_folder(var / "programs") / program.name
    if not copy.exists() or copy.stat().st_size != program.stat().st_size:
        beside = copy.with_suffix(".new")
        shutil.copyfile(program, beside)
        beside.chmod(0o755)
        beside.replace(copy)
    return copy


def runs_as(argv: tuple[str, ...], user: User | None) -> bool:
    """Whether a command succeeds as that user: the only honest test of what the user can reach."""
    try:
        done = subprocess.run(
            argv,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def make_folder(folder: Path, owner: User | None = None, mode: int = 0o755) -> Path:
    """Make a folder with its parents and give it to its owner. Raises CannotStart with the reason."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if owner is not None and folder.stat().st_uid != owner.uid:
            os.chown(folder, owner.uid, owner.gid)
        if folder.stat().st_uid == os.geteuid() or os.geteuid() == 0:
            folder.chmod(mode)
        if owner is None and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "not writable for you", str(folder))
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} cannot be used: {error.strerror}. Give it to you, or set TONGBAN_VAR to another."
        ) from error
    return folder


def write_private(path: Path, text: str, owner: User | None = None) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if owner is not None:
        os.chown(beside, owner.uid, owner.gid)
    beside.replace(path)
