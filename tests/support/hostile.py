"""A server that means harm, a resolver that changes its mind, and a receiver that writes down what it gets."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kernel.outbound.addresses import Address


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A running server; `seen` are the requests, `answers` the statuses to give next (else 200)."""

    port: int
    seen: list[Seen] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address on loopback."""
        return f"http://127.0.0.1:{self.port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server_version = "hostile"
    protocol_version = "HTTP/1.1"
    book: Server

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        self.book.seen.append(
            Seen(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        )
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            getattr(self, "do_" + parts.path.strip("/").replace("-", "_"), self.do_plain)(query)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_plain(self, query: dict[str, str]) -> None:
        """Whatever is told, else 200 with a secret in the body."""
        self._answer(self.book.answers.pop(0) if self.book.answers else 200, b"secret of the inside")

    def do_redirect(self, query: dict[str, str]) -> None:
        """Send the caller elsewhere."""
        self._answer(int(query.get("status", "302")), Location=query["to"])

    def do_loop(self, query: dict[str, str]) -> None:
        """Send the caller here again."""
        self._answer(302, Location="/loop")

    def do_endless(self, query: dict[str, str]) -> None:
        """A body without end."""
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def do_drip(self, query: dict[str, str]) -> None:
        """A byte now and then: each read succeeds, the whole never ends."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def do_drip_head(self, query: dict[str, str]) -> None:
        """Headers that never end, slowly."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            self.wfile.write(f"X-{number}: x\r\n".encode())
            self.wfile.flush()
            time.sleep(0.05)

    def do_silent(self, query: dict[str, str]) -> None:
        """Nothing at all."""
        time.sleep(3)

    def do_bomb(self, query: dict[str, str]) -> None:
        """Ten megabytes in ten kilobytes, unasked."""
        self._answer(200, gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")

    def do_flood(self, query: dict[str, str]) -> None:
        """Headers without end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Flood: " + b"y" * 5_000_000 + b"\r\n\r\n")

    def do_garbage(self, query: dict[str, str]) -> None:
        """No HTTP."""
        self.wfile.write(b"\x00\xff SSH-2.0-nothing\r\n\r\n")


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server on a free loopback port; with TLS when a context is given."""
    handler = type("Handler", (_Handler,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    book = Server(server.server_address[1])
    handler.book = book  # type: ignore[attr-defined]
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield book
    finally:
        server.shutdown()
        server.server_close()


class Rebinding:
    """A resolver whose answers are its own: each look-up of a name takes the next set of addresses, the last stays."""

    def __init__(self, **names: Sequence[str | Sequence[str]]) -> None:
        self.names = {name.replace("_", "."): list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[Address]:
        self.asked.append(host)
        if host not in self.names:
            raise OSError("no such name")
        answers = self.names[host]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ip_address(text) for text in ([answer] if isinstance(answer, str) else answer)]


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A self-signed certificate for names: the server's context, and a client's that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hostile")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "hostile.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cafile=str(path))
    return server, client
