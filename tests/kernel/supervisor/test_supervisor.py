"""The supervisor with real servers on ports of its own: up, killed, mended, in the way, down."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kernel.supervisor.holding import belonging
from kernel.supervisor.places import CHECKOUT, make_folder
from kernel.supervisor.settings import complete

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
BASE = 20000 + 100 * int(WORKER[2:])
UP_SECONDS = 30.0


class Installation:
    """A data folder with ports of its own, and the supervisor that runs on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environ = {name: value for name, value in os.environ.items() if name not in _PRODUCT} | {
            "TONGBAN_VAR": str(var),
            "TONGBAN_PG_PORT": str(BASE),
            "TONGBAN_VALKEY_PORT": str(BASE + 1),
            "TONGBAN_S3_PORT": str(BASE + 10),
            "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'platform'}",
        }
        self.process: subprocess.Popen[str] | None = None
        self.said = var.parent / "said"

    def up(self) -> subprocess.Popen[str]:
        """Start the servers and wait until they are all up."""
        process = self.begin()
        end = time.monotonic() + UP_SECONDS
        while "The servers are up" not in self.said.read_text():
            assert process.poll() is None, self.said.read_text()
            assert time.monotonic() < end, self.said.read_text()
            time.sleep(0.05)
        return process

    def begin(self, **more: str) -> subprocess.Popen[str]:
        """Start the servers without waiting."""
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kernel", "up", "--only-services"],
                env=self.environ | more,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                text=True,
            )
        return self.process

    def children(self) -> list[int]:
        """Every process of this data folder."""
        return belonging(self.var)

    def main_process(self, name: str) -> int:
        """The main process of a server, by the beginning of its program's name."""
        for pid in self.children():
            comm = Path(f"/proc/{pid}/comm").read_text()
            if comm.startswith(name) and os.getsid(pid) == pid:
                return pid
        raise AssertionError(f"no {name} among {self.children()}")

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the product makes it."""
        return psycopg.connect(complete(self.environ)["DATABASE_URL"], autocommit=True, connect_timeout=5)


_PRODUCT = {"DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET", "EMAIL_URL"}


@pytest.fixture
def installation() -> Iterator[Installation]:
    # Not pytest's own folder: root's is closed to the unprivileged user that the servers run as.
    with tempfile.TemporaryDirectory(prefix="tongban-supervisor-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        made = Installation(make_folder(Path(folder) / "var"))
        yield made
        if made.process is not None and made.process.poll() is None:
            made.process.terminate()
            made.process.wait(30)
        for pid in made.children():
            os.kill(pid, signal.SIGKILL)


def gone(installation: Installation, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while installation.children() and time.monotonic() < end:
        time.sleep(0.05)
    return not installation.children()


@pytest.mark.feature("SAAS-12")
def test_comes_up_and_leaves_nothing_behind(installation: Installation) -> None:
    process = installation.up()
    with installation.database() as database:
        assert database.execute("SHOW search_path").fetchone() == ('""',)
        assert database.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        assert database.execute("SELECT cardinality(extensions.show_trgm('考勤管理')) > 0").fetchone() == (True,)
    assert (installation.var / "secrets.json").stat().st_mode & 0o077 == 0

    second = subprocess.run(
        [sys.executable, "-m", "kernel", "up", "--only-services"],
        env=installation.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"already running on {installation.var} (process {process.pid})" in second.stdout

    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert installation.children() == []


@pytest.mark.feature("SAAS-12")
def test_what_was_saved_survives_every_kill(installation: Installation) -> None:
    process = installation.up()
    with installation.database() as database:
        database.execute("CREATE SCHEMA kept")
        database.execute("CREATE TABLE kept.rows (number int PRIMARY KEY)")
        for number in range(200):
            database.execute("INSERT INTO kept.rows VALUES (%s)", [number])

        # A killed Valkey is started again; a killed PostgreSQL ends everything with a sentence.
        os.kill(installation.main_process("valkey"), signal.SIGKILL)
        end = time.monotonic() + 10
        while "Valkey ended" not in installation.said.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        assert "starting it again" in installation.said.read_text()
        os.kill(installation.main_process("postgres"), signal.SIGKILL)
    assert process.wait(30) == 1
    assert "PostgreSQL ended by itself" in installation.said.read_text()
    assert "Traceback" not in installation.said.read_text()
    assert installation.children() == []

    # A killed supervisor takes its children along, and the next start finds everything.
    process = installation.up()
    process.kill()
    process.wait()
    process = installation.up()
    with installation.database() as database:
        assert database.execute("SELECT count(*) FROM kept.rows").fetchone() == (200,)
    process.kill()
    process.wait()
    assert gone(installation, 10)


@pytest.mark.feature("SAAS-12")
def test_says_in_one_sentence_what_is_in_the_way(installation: Installation) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", BASE))
        other.listen()
        assert installation.begin().wait(20) == 1
    said = installation.said.read_text()
    assert f"Port {BASE} for PostgreSQL is already in use by" in said
    assert "set TONGBAN_PG_PORT to a free port" in said
    assert "Traceback" not in said

    assert installation.begin(TONGBAN_VAR="/proc/nowhere").wait(20) == 1
    assert "TONGBAN_VAR" in installation.said.read_text()
    assert "Traceback" not in installation.said.read_text()

    assert installation.begin(TONGBAN_PG_PORT="many").wait(20) == 1
    assert "TONGBAN_PG_PORT must be a port number, not 'many'." in installation.said.read_text()
