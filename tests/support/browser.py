"""The product on a free port, and a browser that looks at it; shared by all journeys."""

from __future__ import annotations

import socketserver
import threading
import wsgiref.simple_server
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kernel.scope import Scope, scope

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Five seconds are little where two browsers and two databases share a machine; who waits for nothing fails no faster.
expect.set_options(timeout=30_000)


class _Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def handle(self) -> None:
        try:
            super().handle()
        finally:
            connections.close_all()


@contextmanager
def served() -> Iterator[int]:
    """The product on a free port of this machine, as long as the block lasts. Needs a database of its own."""
    server = wsgiref.simple_server.make_server("127.0.0.1", 0, WSGIHandler(), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        made = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield made
        finally:
            made.close()


def enter(context: BrowserContext, site: str, account: Any, *, of: Scope) -> None:
    """Sign an account in without its password: the context gets the cookie of a session."""
    host = site.removeprefix("http://").partition(":")[0]
    client = Client(headers={"host": host})
    with scope(of):
        client.force_login(account)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])


def watched(page: Page) -> list[str]:
    """What goes wrong on a page from now on: faults of scripts, errors on the console, breaches of the policy."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda said: faults.append(f"{said.text} {said.location.get('url', '')}") if _bad(said) else None
    )
    return faults


def _bad(said: Any) -> bool:
    return said.type == "error" or "Content Security Policy" in said.text
