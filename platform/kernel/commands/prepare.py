"""`tongban prepare`: bring a database up to this version of the code. What `up` runs before the web server starts."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from kernel.__main__ import find_commands
from kernel.__main__ import run as run_command
from kernel.supervisor.failure import CannotStart

NAME = "prepare"
HELP = "migrate, upgrade the tenants that are behind, seed, collect static files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `prepare`."""
    parser.add_argument("--no-seed", action="store_true", help="leave out the first data: the plans and the showcase")


def run(args: argparse.Namespace) -> int:
    """0 when everything is in place; each step does nothing when there is nothing to do."""
    from django.core.management import call_command

    print("migrate", flush=True)
    call_command("migrate", interactive=False, verbosity=1)
    commands = find_commands()
    # The store before the seed, which keeps pictures and documents in it.
    for name, arguments in (("files", ["prepare"]), ("tenants", ["upgrade"]), ("seed", [])):
        if name in commands and not (name == "seed" and args.no_seed):
            print(name, *arguments, flush=True)
            if code := run_command(commands[name], arguments):
                raise CannotStart(f"`tongban {' '.join([name, *arguments])}` failed (code {code}).")
    print("static files", flush=True)
    collect_static()
    return 0


def collect_static() -> None:
    """Gather the static files for the web server, when any of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return
    seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root.parent / "static.stamp"
    if stamp.exists() and stamp.read_text() == seen.hexdigest() and root.is_dir():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=root.is_dir())
    stamp.write_text(seen.hexdigest())
