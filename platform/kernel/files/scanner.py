"""The virus scanner: ClamAV's INSTREAM, spoken to the address in the operator's environment."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kernel.config.environment import environment
from kernel.outbound import OutboundFailed, connect_configured

_CHUNK = 128 * 1024


class ScannerDown(Exception):
    """The scanner does not answer; the file stays unscanned and is tried again."""


@dataclass(frozen=True)
class Finding:
    """What the scanner said: the name of what it found, or why it did not look (`size`); both empty: clean."""

    infection: str = ""
    unscanned_for: str = ""


def is_configured() -> bool:
    """Whether the operator has named a scanner."""
    return bool(environment.clamav)


def scan(pieces: Iterable[bytes], *, timeout: float = 60.0) -> Finding:
    """Hand a content to the scanner and hear what it says. `timeout` in seconds without a sign of life.

    Raises ScannerDown, and whatever reading the pieces raises.
    """
    host, _, port = environment.clamav.rpartition(":")
    try:
        made = connect_configured(host.strip("[]"), int(port), timeout=timeout)
    except (OutboundFailed, ValueError) as error:
        raise ScannerDown(environment.clamav) from error
    with made:
        try:
            made.sendall(b"zINSTREAM\0")
            for piece in _cut(pieces):
                made.sendall(struct.pack(">I", len(piece)) + piece)
            made.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # A content over its limit: the scanner says so and hangs up without reading on.
            pass
        except OSError as error:
            raise ScannerDown(environment.clamav) from error
        return _understood(_answer(made))


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _CHUNK):
            yield piece[start : start + _CHUNK]


def _answer(made: object) -> bytes:
    told = bytearray()
    try:
        while len(told) < 4096 and (piece := made.recv(1024)):  # type: ignore[attr-defined]
            told += piece
            if b"\0" in piece:
                break
    except OSError as error:
        if not told:
            raise ScannerDown(environment.clamav) from error
    return bytes(told).rstrip(b"\0\r\n")


def _understood(told: bytes) -> Finding:
    text = told.decode("utf-8", "replace").removeprefix("stream: ")
    if text == "OK":
        return Finding()
    if text.endswith(" FOUND"):
        return Finding(infection=text.removesuffix(" FOUND"))
    if "size limit exceeded" in text:
        return Finding(unscanned_for="size")
    raise ScannerDown(text[:200] or "no answer")
