"""Makes .venv and installs what the lock files name. `make` runs it with the Python of the system.

It runs before anything is installed, so it uses the standard library only and imports nothing of ours.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
SOURCE_ROOTS = (CHECKOUT, CHECKOUT / "platform")
SCRIPT = """#!{python}
import sys

from kernel.__main__ import main

sys.exit(main())
"""


class CannotInstall(Exception):
    """The message says what is missing and how to get it."""


def main(argv: Sequence[str] | None = None) -> int:
    """0 when everything is in place, 1 after one sentence."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dev", action="store_true", help="with the tools for tests and checks")
    parser.add_argument("--system", action="store_true", help="with the Debian packages that the tests need")
    args = parser.parse_args(argv)
    here = os.open(CHECKOUT, os.O_RDONLY)
    try:
        # Two `make` at once would install into each other's half-made environment.
        fcntl.flock(here, fcntl.LOCK_EX)
        if args.system:
            system_packages()
        install(CHECKOUT / ("requirements-dev.txt" if args.dev else "requirements.txt"))
    except CannotInstall as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nThe installation stopped: {error.strerror} ({error.filename}).", file=sys.stderr)
        return 1
    finally:
        os.close(here)
    return 0


def install(lock: Path) -> None:
    """Bring .venv up to a lock file. Does nothing when that was done before. Raises CannotInstall."""
    stamp = VENV / f".{lock.stem}.stamp"
    current = hashlib.sha256(lock.read_bytes() + str(CHECKOUT).encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == current:
        return
    make_venv()
    print(f"Installing what {lock.name} names …", flush=True)
    if not with_uv(lock) and not with_pip(lock):
        raise CannotInstall(
            f"The packages of {lock.name} could not be installed; the reason stands above. "
            "This step needs the package index once; check the connection or pip's `index-url` and start again."
        )
    make_importable()
    stamp.write_text(current)


def make_venv() -> None:
    """Make .venv with the running Python, unless there is one that works."""
    if (
        runs(PYTHON, "-c", "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))")
        and moved() is False
    ):
        return
    print(f"Making .venv with Python {'.'.join(map(str, sys.version_info[:3]))} …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        if "ensurepip" in done.stdout + done.stderr:
            raise CannotInstall(
                f"This Python {version} cannot make virtual environments. "
                f"On Debian and Ubuntu: apt-get install python{version}-venv. Then start again."
            )
        raise CannotInstall(f".venv could not be made: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


def moved() -> bool:
    """Whether .venv was made in another folder: its scripts would still start that one's Python."""
    try:
        return str(VENV) not in (VENV / "bin" / "pip").read_text().splitlines()[0]
    except (OSError, IndexError):
        return True


def with_uv(lock: Path) -> bool:
    """Install with uv, which takes seconds where pip takes half a minute; False when that does not work here."""
    uv = VENV / "bin" / "uv"
    if not runs(uv, "--version"):
        pinned = str(CHECKOUT / "requirements-install.txt")
        if not runs(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", pinned):
            return False
    environment = dict(os.environ)
    # pip's own settings, which uv does not read: a company's index or a mirror nearby.
    asked = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False
    )
    index = environment.get("PIP_INDEX_URL") or asked.stdout.strip()
    if index and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & environment.keys():
        environment["UV_DEFAULT_INDEX"] = index
    command = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
    return subprocess.run(command, env=environment, cwd=VENV, check=False).returncode == 0


def with_pip(lock: Path) -> bool:
    """Install with the pip that every .venv has."""
    print("Trying again with pip …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
    return subprocess.run(command, check=False).returncode == 0


def make_importable() -> None:
    """Put the source roots on the path of .venv, and the `tongban` command beside its Python. Needs no build."""
    asked = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    (Path(site) / "tongban.pth").write_text("".join(f"{root}\n" for root in SOURCE_ROOTS))
    script = VENV / "bin" / "tongban"
    script.write_text(SCRIPT.format(python=PYTHON))
    script.chmod(0o755)


def system_packages() -> None:
    """The Debian packages of the browser journeys and the pooler's test: installed as root, else named."""
    missing = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-noto-cjk")
    if not shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"):
        missing.append("pgbouncer")
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotInstall(
            f"The tests need {', '.join(missing)}. On Debian and Ubuntu: sudo apt-get install {' '.join(missing)}; "
            "elsewhere install the packages of the same names. `make run` needs none of them."
        )
    print(f"Installing the Debian packages {', '.join(missing)} …", flush=True)
    quiet = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    fetch = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in (["apt-get", "update", "-qq"], fetch):
        done = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotInstall(f"`{' '.join(command)}` failed:\n{(done.stderr or done.stdout)[-1500:]}")


def has_chinese_font() -> bool:
    """Whether the system can draw Chinese; without fontconfig, whether Debian's package is there."""
    if fc_list := shutil.which("fc-list"):
        found = subprocess.run([fc_list, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
        return bool(found.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def runs(*command: str | Path) -> bool:
    """Whether a command can be run and succeeds."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
