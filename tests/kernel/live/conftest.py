"""A real live process on a port of its own, and pages that listen to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.databases import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LiveProcess:
    """uvicorn with our application, as `tongban up` runs it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            (
                *(sys.executable, "-m", "uvicorn", "kernel.live.asgi:application", "--host", "127.0.0.1"),
                *("--port", str(self.port), "--no-access-log", "--log-level", "warning"),
                *("--timeout-graceful-shutdown", "2"),
            ),
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
        )
        self.base = f"http://127.0.0.1:{self.port}"
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.base}/healthz").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError("the live process does not come up")

    def stop(self) -> float:
        """Tell it to stop; answers how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        return time.monotonic() - began


class Page:
    """An open page: collects what it is told, with the time of arrival."""

    def __init__(self, base: str, token: str, **options: Any) -> None:
        self.events: list[tuple[str, dict[str, Any], float]] = []
        self.opened = threading.Event()
        self.closed = threading.Event()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.client = httpx.Client(timeout=httpx.Timeout(10, read=30))
        self.url = f"{base}/events?token={token}"
        self.options = options
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.opened.wait(10)

    def _listen(self) -> None:
        try:
            with self.client.stream("GET", self.url, headers=self.options.get("headers", {})) as answer:
                self.status, self.headers = answer.status_code, dict(answer.headers)
                id = ""
                for line in answer.iter_lines():
                    if line.startswith("retry:"):
                        self.opened.set()
                    elif line.startswith("id: "):
                        id = line[4:]
                    elif line.startswith("data: "):
                        self.events.append((id, json.loads(line[6:]), time.monotonic()))
        except httpx.HTTPError:
            pass
        finally:
            self.opened.set()
            self.closed.set()

    def wait_for(self, count: int, seconds: float = 3.0) -> list[dict[str, Any]]:
        """The first messages, as soon as there are so many."""
        until = time.monotonic() + seconds
        while len(self.events) < count and time.monotonic() < until:
            time.sleep(0.01)
        return [event[1] for event in self.events]

    def close(self) -> None:
        self.client.close()


@pytest.fixture
def live() -> Iterator[LiveProcess]:
    """A live process of this test's own."""
    process = LiveProcess()
    yield process
    if process.process.poll() is None:
        process.stop()
