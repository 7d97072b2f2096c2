"""The live process: `uvicorn kernel.live.asgi:application`. It knows tokens and Valkey, no Django and no database.

GET /events?token=…   text/event-stream; 401 bad or old token, 403 other origin, 429 too many, 503 full or closing
GET /healthz          200 while Valkey is heard, 503 otherwise
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from kernel.config.environment import environment
from kernel.live import tokens
from kernel.live.hub import Hub, Stream

PER_ACCOUNT = 12
IN_ALL = 20_000
HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 3000
_ID = re.compile(r"\d{1,16}-\d{1,10}")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application:
    """The ASGI application. One hub a process, made when the process starts."""

    def __init__(self, redis_url: str) -> None:
        self.redis_url = redis_url
        self.hub: Hub | None = None
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hub = Hub(self.redis_url)
                self.task = asyncio.create_task(self.hub.listen())
                self._end_streams_when_told()
                await send({"type": "lifespan.startup.complete"})
            else:
                if self.task is not None:
                    self.task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await self.task
                if self.hub is not None:
                    await self.hub.client.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _end_streams_when_told(self) -> None:
        """The server waits for open answers before it says that it stops; ours never end by themselves."""
        loop, hub = asyncio.get_running_loop(), self.hub
        assert hub is not None
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(ValueError):  # not in the main thread: somebody embeds us
                before = signal.getsignal(number)

                def told(code: int, frame: Any, before: Any = before) -> None:
                    loop.call_soon_threadsafe(hub.end_all)
                    if callable(before):
                        before(code, frame)

                signal.signal(number, told)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        hub = self.hub
        if hub is None or (scope["path"] == "/healthz" and not hub.listening.is_set()):
            await _say(send, 503, "not listening")
        elif scope["path"] == "/healthz":
            await _say(send, 200, "ok")
        elif scope["path"] != "/events":
            await _say(send, 404, "not here")
        elif scope["method"] != "GET":
            await _say(send, 405, "GET only")
        else:
            await self._events(hub, scope, headers, receive, send)

    async def _events(self, hub: Hub, scope: Message, headers: dict[str, str], receive: Receive, send: Send) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            grant = tokens.read(query.get("token", [""])[0], time.time())
        except tokens.BadToken:
            await _say(send, 401, "ask the page for a new token")
            return
        origin = headers.get("origin", "")
        if origin and origin != grant.origin:
            await _say(send, 403, "this token is for another origin")
            return
        account = str(grant.account)
        if hub.of_account(grant.tenant, account) >= PER_ACCOUNT:
            await _say(send, 429, "too many pages are open", grant.origin)
            return
        if hub.closing or hub.count >= IN_ALL:
            await _say(send, 503, "come back", grant.origin)
            return
        stream = Stream(grant.tenant, account)
        hub.add(stream)
        gone = asyncio.create_task(_until_gone(receive, stream))
        # After a new token the browser makes a new request, without its header: the page then names the id.
        last = headers.get("last-event-id") or query.get("last", [""])[0]
        try:
            await self._stream(hub, stream, grant, last if _ID.fullmatch(last) else "", send)
        finally:
            hub.remove(stream)
            gone.cancel()

    async def _stream(self, hub: Hub, stream: Stream, grant: tokens.Grant, last: str, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                    *_cors(grant.origin),
                ],
            }
        )
        await _write(send, f"retry: {RETRY_MILLISECONDS}\n\n")
        seen: set[str] = set()
        if last:
            # The stream hears already: what comes meanwhile waits in the queue and is not sent twice.
            async for id, message in hub.missed(stream, last):
                seen.add(id)
                await _write(send, f"id: {id}\ndata: {message}\n\n")
        while True:
            left = grant.until - time.time()
            try:
                got = await asyncio.wait_for(stream.queue.get(), max(0.01, min(left, HEARTBEAT_SECONDS)))
            except TimeoutError:
                if left <= HEARTBEAT_SECONDS:
                    break
                await _write(send, ": here\n\n")
                continue
            if got is None:
                break
            if got[0] not in seen:
                await _write(send, f"id: {got[0]}\ndata: {got[1]}\n\n")
        with contextlib.suppress(OSError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _say(send: Send, status: int, words: str, origin: str = "") -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status in {429, 503}:
        headers.append((b"retry-after", b"10"))
    await send(
        {"type": "http.response.start", "status": status, "headers": headers + (_cors(origin) if origin else [])}
    )
    await send({"type": "http.response.body", "body": words.encode()})


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    return [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")]


application = Application(environment.redis_url)
