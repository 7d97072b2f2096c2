"""The virus scanner: the real protocol against a small scanner of our own."""

from __future__ import annotations

import contextlib
import dataclasses
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.events.models import EventRow
from kernel.files import inspecting, scanner
from kernel.files.models import File
from kernel.files.scanner import Finding, ScannerDown
from kernel.files.signing import download
from kernel.policies import Conflict, Refused
from kernel.scope import scope
from tests.kernel.files.conftest import send
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("SAAS-06")

# In two pieces: the whole would make real scanners lock this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 200_000


class _Scanner(socketserver.StreamRequestHandler):
    """INSTREAM as clamd speaks it: length and bytes, length zero, one answer ending in NUL."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while (length := struct.unpack(">I", self.rfile.read(4))[0]) != 0:
            content += self.rfile.read(length)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        answer = self.server.answer  # type: ignore[attr-defined]
        self.wfile.write(answer or (b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"))


@contextlib.contextmanager
def clamd(answer: bytes = b"") -> Iterator[str]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Scanner)
    server.daemon_threads = True
    server.answer = answer  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def use(address: str) -> None:
        monkeypatch.setattr(scanner, "environment", dataclasses.replace(environment, clamav=address))

    return use


def test_the_protocol(configured: Callable[[str], None]) -> None:
    assert not scanner.is_configured()
    with clamd() as address:
        configured(address)
        assert scanner.is_configured()
        assert scanner.scan([b"hello", b" ", b"world"]) == Finding()
        assert scanner.scan([EICAR[:20], EICAR[20:]]) == Finding(infection="Eicar-Signature")
        assert scanner.scan([b"x" * 150_000] * 40) == Finding(unscanned_for="size")


@pytest.mark.parametrize("answer", [b"nonsense\0", b"INSTREAM: Can't allocate memory ERROR\0", b"\0"])
def test_an_answer_that_is_none(configured: Callable[[str], None], answer: bytes) -> None:
    with clamd(answer) as address:
        configured(address)
        with pytest.raises(ScannerDown):
            scanner.scan([b"hello"])


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "127.0.0.1:x"])
def test_nobody_there(configured: Callable[[str], None], address: str) -> None:
    configured(address)
    with pytest.raises(ScannerDown):
        scanner.scan([b"hello"])


def test_what_is_found_is_locked(own_database: str, lin: Actor, configured: Callable[[str], None]) -> None:
    with clamd() as address:
        configured(address)
        with scope(ONE):
            bad, good, large = (send(body, by=lin) for body in (EICAR, b"hello", b"x" * 300_000))
            assert bad.scan == "unscanned"
            with pytest.raises(Conflict):
                download(bad, for_=lin)
        for file in (bad, good, large):
            inspecting.inspect(ONE, file.pk)
    with scope(ONE):
        bad, good, large = (File.objects.get(pk=file.pk) for file in (bad, good, large))
        assert (bad.scan, bad.infection) == ("infected", "Eicar-Signature")
        assert (good.scan, large.scan, large.unscanned_for) == ("clean", "unscanned", "size")
        assert EventRow.objects.get(kind="files.file.scanned").data == {"result": "infected"}
        with pytest.raises(Refused):
            download(bad, for_=lin)
        assert download(good, for_=lin)
        assert download(large, for_=lin)
        assert bad.damaged_at is good.damaged_at is large.damaged_at is None


def test_a_scanner_that_is_down_is_asked_again(
    own_database: str, lin: Actor, configured: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    configured("127.0.0.1:1")
    monkeypatch.setattr(inspecting, "SCAN_PATIENCE", timedelta(0))
    with scope(ONE):
        file = send(b"hello", by=lin)
    with pytest.raises(ScannerDown):
        inspecting.inspect(ONE, file.pk)
    assert inspecting.inspect_waiting(ONE) == 0
    with clamd() as address:
        configured(address)
        assert inspecting.inspect_waiting(ONE) == 1
    assert inspecting.inspect_waiting(ONE) == 0
    with scope(ONE):
        assert File.objects.get(pk=file.pk).scan == "clean"


def test_without_a_scanner_it_is_said_plainly(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = send(b"hello", by=lin)
    inspecting.inspect(ONE, file.pk)
    with scope(ONE):
        file = File.objects.get(pk=file.pk)
        assert file.scan == "unscanned"
        assert download(file, for_=lin)
