"""A pooler between the product and its database: PgBouncer in transaction mode with one server connection."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kernel.supervisor.places import unprivileged
from kernel.supervisor.ports import answers
from tests.support.services import PG_PORT

_INI = """
[databases]
* = host=127.0.0.1 port={pg_port} user=tongban password=tongban
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_db_connections = 1
max_client_conn = 200
"""


@contextmanager
def pgbouncer(folder: Path) -> Iterator[int]:
    """Run it; answers its port. Raises RuntimeError when it is not installed or does not come up."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise RuntimeError("PgBouncer is not installed. On Debian: apt-get install pgbouncer")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = folder / "pgbouncer.ini"
    settings.write_text(_INI.format(pg_port=PG_PORT, port=port))
    user = unprivileged(os.environ)
    log = (folder / "pgbouncer.log").open("wb")
    # It reads its settings as the unprivileged user: root's rights are given up before.
    with settings.open("rb") as handle:
        process = subprocess.Popen(
            (program, f"/dev/fd/{handle.fileno()}"),
            stdout=log, stderr=log, cwd="/", pass_fds=(handle.fileno(),),
            user=user.uid if user else None, group=user.gid if user else None, extra_groups=[] if user else None,
        )  # fmt: skip
        try:
            until = time.monotonic() + 15
            while not answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "pgbouncer.log").read_text())
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait(10)
            log.close()
