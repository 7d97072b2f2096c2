"""The web client: small, bounded, without cookies, proxies or trust in what answers."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore

from kernel.config.environment import environment
from kernel.outbound.rules import WEB_PORTS
from kernel.outbound.sockets import failure, open_checked, refuse_inert, trust
from kernel.outbound.targets import Target, follow, parse
from kernel.outbound.verdicts import OutboundFailed, OutboundRefused
from kernel.scope import Scope

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What may travel on to another origin; everything else the caller set could be a secret.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent", "if-none-match", "if-modified-since"})
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Response:
    """An answer: header names in lower case, the body as it came, the address that gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def ok(self) -> bool:
        """Whether the other side says that it went well."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError."""
        return json.loads(self.body)


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
    redirects: int = 0,
    most: int = 1024 * 1024,
    ports: Collection[int] = WEB_PORTS,
    here: Scope | None = None,
) -> Response:
    """Call an address. `timeout` is the limit for everything together in seconds, `most` for the body in bytes.

    Each redirect (at most `redirects`) is checked like a first address. `here` is the scope in whose
    name is called; without it the one in hand. Call it outside a unit of work: an open transaction
    would wait for the other side. Raises OutboundRefused, OutboundFailed, OutsideScope.
    """
    refuse_inert(here)
    until = time.monotonic() + timeout
    target = parse(url)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    for _ in range(redirects + 1):
        status, got, content = _once(method, target, sent, body, until, most, ports)
        if status not in _REDIRECTS or "location" not in got or redirects == 0:
            return Response(status, got, content, target.url)
        there = follow(target, got["location"])
        if there.origin != target.origin:
            sent = {name: value for name, value in sent.items() if name in _HARMLESS}
        if status == 303 or (status in {301, 302} and method == "POST"):
            method, body = "GET", None
        target = there
    raise OutboundRefused("redirects")


def _once(
    method: str,
    target: Target,
    headers: Mapping[str, str],
    body: bytes | None,
    until: float,
    most: int,
    ports: Collection[int],
) -> tuple[int, dict[str, str], bytes]:
    sent = {
        "user-agent": f"Tongban/{environment.release}",
        "accept": "*/*",
        **headers,
        # Nothing packed: a small answer must not unfold into a large one.
        "accept-encoding": "identity",
        "connection": "close",
    }
    with httpcore.ConnectionPool(
        ssl_context=trust(), network_backend=_Backend(target, ports, until), max_connections=1
    ) as pool:
        try:
            with pool.stream(
                method, target.url, headers=list(sent.items()), content=body, extensions={"timeout": _limits(until)}
            ) as answer:
                got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                if got.get("content-encoding", "identity") != "identity":
                    raise OutboundFailed("protocol")
                return answer.status, got, _read(answer.iter_stream(), most, until)
        except (OutboundFailed, OutboundRefused):
            raise
        except httpcore.TimeoutException:
            raise OutboundFailed("timeout") from None
        except httpcore.ConnectError as error:
            cause = error.__cause__
            raise failure(cause if isinstance(cause, Exception) else error) from None
        except (httpcore.NetworkError, OSError):
            raise OutboundFailed("connect") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError):
            raise OutboundFailed("protocol") from None


def _read(stream: Iterable[bytes], most: int, until: float) -> bytes:
    content = bytearray()
    for chunk in stream:
        content += chunk
        if len(content) > most:
            raise OutboundFailed("size")
        if time.monotonic() > until:
            raise OutboundFailed("timeout")
    return bytes(content)


def _limits(until: float) -> dict[str, float]:
    left = max(0.1, until - time.monotonic())
    return {"connect": left, "read": left, "write": left, "pool": left}


class _Backend(httpcore.NetworkBackend):
    """Connects to one target only, through the guard."""

    def __init__(self, target: Target, ports: Collection[int], until: float) -> None:
        self.target, self.ports, self.until = target, ports, until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        # The transport's reading of the address and ours must be one.
        if (host.strip("[]"), port) != (self.target.host, self.target.port):
            raise OutboundRefused("form")
        left = max(0.1, self.until - time.monotonic())
        return _Stream(open_checked(self.target.host, port, self.ports, left), self.until)


class _Stream(httpcore.NetworkStream):
    """A socket with one deadline for everything: drop by drop is not a way to hold a worker."""

    def __init__(self, made: socket.socket, until: float) -> None:
        self.socket, self.until = made, until

    def _arm(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise OutboundFailed("timeout")
        self.socket.settimeout(left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._arm()
        try:
            return self.socket.recv(min(max_bytes, _CHUNK))
        except OSError as error:
            raise failure(error) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._arm()
        try:
            self.socket.sendall(buffer)
        except OSError as error:
            raise failure(error) from None

    def close(self) -> None:
        self.socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._arm()
        try:
            return _Stream(ssl_context.wrap_socket(self.socket, server_hostname=server_hostname), self.until)
        except OSError as error:
            self.socket.close()
            raise failure(error) from None

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self.socket if isinstance(self.socket, ssl.SSLSocket) else None
        return False if info == "is_readable" else None
