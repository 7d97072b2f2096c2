"""The embedded object store: SeaweedFS in its small form, an S3 on loopback."""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import sys
from pathlib import Path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import User, within_reach, write_private
from kernel.supervisor.process import Program
from kernel.supervisor.service import Service

LONGEST_SOCKET_PATH = 100


class ObjectStore(Service):
    """S3 on `port`; the nine ports after it and one pair of its own serve its parts among themselves."""

    name = "s3"
    title = "The object store"
    setting = "TONGBAN_S3_PORT"

    def __init__(
        self,
        var: Path,
        port: int,
        user: User | None = None,
        *,
        access_key: str,
        secret_key: str,
        bucket: str,
        origins: tuple[str, ...] = (),
    ) -> None:
        super().__init__(var, port, user)
        self.access_key = access_key
        self.secret_key = secret_key
        self.bucket = bucket
        self.origins = origins

    @property
    def admin_port(self) -> int:
        """Its worker looks for the administration at this port and at 10,000 above, whatever it is told."""
        return 5000 + self.port // 4

    @property
    def ports(self) -> tuple[int, ...]:
        return (*range(self.port, self.port + 8), self.admin_port, self.admin_port + 10_000)

    @property
    def keys(self) -> Path:
        """Who may do what, in the form that the server reads."""
        return self.folder / "identities.json"

    def prepare(self) -> None:
        self.clear()
        if left := self._sockets():
            raise CannotStart(
                f"{left[0]} was left by another user and keeps the object store from starting. "
                "Remove it, or set TONGBAN_S3_PORT to another port."
            )
        identity = {
            "name": "tongban",
            "credentials": [{"accessKey": self.access_key, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        write_private(self.keys, json.dumps({"identities": [identity]}), self.user)

    def program(self) -> Program:
        base = self.port
        # Every option each time: the server remembers what it was told at an earlier start.
        options = {
            "dir": self.folder,
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.telemetry": "false",
            "master.volumeSizeLimitMB": 256,
            "admin.ui": "false",
            "webdav": "false",
            "s3.iam": "false",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.config": self.keys,
            "s3.allowedOrigins": ",".join(self.origins) or "*",
            "bucket": self.bucket,
            "s3.port": base,
            "master.port": base + 1,
            "volume.port": base + 2,
            "filer.port": base + 3,
            "s3.port.grpc": base + 4,
            "master.port.grpc": base + 5,
            "volume.port.grpc": base + 6,
            "filer.port.grpc": base + 7,
            "admin.port": self.admin_port,
            "admin.port.grpc": self.admin_port + 10_000,
        }
        for part in ("s3", "filer"):
            socket = self.folder / f"{part}.sock"
            # In /tmp, where it would put them, one left by another user keeps it from starting.
            if len(str(socket).encode()) < LONGEST_SOCKET_PATH:
                options[f"{part}.localSocket"] = socket
        return Program(
            name=self.name,
            argv=(
                str(within_reach(_weed(), self.user, self.var)),
                "mini",
                *(f"-{name}={value}" for name, value in options.items()),
            ),
            log=self.log,
            folder=self.folder,
            # Without the limit it holds on to half a gigabyte after one large upload.
            environment=self.surroundings(GOMEMLIMIT="256MiB", TMPDIR=str(self.folder)),
            user=self.user,
        )

    def ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("HEAD", f"/{self.bucket}")
            # Refused without a signature: the store knows the bucket and its keys.
            return connection.getresponse().status == 403
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def clear(self) -> None:
        for path in self._sockets():
            with contextlib.suppress(OSError):
                path.unlink()

    def _sockets(self) -> list[Path]:
        """What it puts into /tmp for its parts to talk, and does not always take away."""
        return [path for number in self.ports for path in Path("/tmp").glob(f"seaweedfs-*-{number}.sock")]  # noqa: S108


def _weed() -> Path:
    beside = Path(sys.executable).parent / "weed"
    if beside.exists():
        return beside
    if found := shutil.which("weed"):
        return Path(found)
    raise CannotStart(
        "The object store's program `weed` is not installed. Run `make run`, or set S3_ENDPOINT to an S3."
    )
