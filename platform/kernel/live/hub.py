"""The hub: one subscription to Valkey for the whole process, and the open streams that wait on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import redis.asyncio as redis
import structlog

from kernel.live import channels

WAITING = 64
K = TypeVar("K")
log = structlog.get_logger("tongban.live")


class Stream:
    """One open page. `queue` holds what is to be sent: (id, message) pairs; None ends it."""

    __slots__ = ("account", "ended", "queue", "tenant")

    def __init__(self, tenant: str, account: str) -> None:
        self.tenant, self.account = tenant, account
        self.queue: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
        self.ended = asyncio.Event()

    def put(self, id: str, message: str) -> None:
        """Add a message; a page that does not read is let go, and catches up when it comes back."""
        if self.queue.qsize() >= WAITING:
            self.end()
        else:
            self.queue.put_nowait((id, message))

    def end(self) -> None:
        """Close the stream after what is already waiting."""
        if not self.ended.is_set():
            self.ended.set()
            self.queue.put_nowait(None)


class Hub:
    """Who is listening, by tenant and account."""

    def __init__(self, url: str) -> None:
        # The client's own types name every form of answer at once.
        self.client: Any = redis.Redis.from_url(url, socket_connect_timeout=2)
        self.streams: dict[tuple[str, str], set[Stream]] = defaultdict(set)
        self.tenants: dict[str, set[Stream]] = defaultdict(set)
        self.count = 0
        self.listening = asyncio.Event()
        self.closing = False

    def of_account(self, tenant: str, account: str) -> int:
        """How many streams an account has open."""
        return len(self.streams.get((tenant, account), ()))

    def add(self, stream: Stream) -> None:
        """Let a stream hear from now on."""
        self.streams[stream.tenant, stream.account].add(stream)
        self.tenants[stream.tenant].add(stream)
        self.count += 1

    def remove(self, stream: Stream) -> None:
        """Forget a stream and, with its last one, its account and tenant."""
        _drop(self.streams, (stream.tenant, stream.account), stream)
        _drop(self.tenants, stream.tenant, stream)
        self.count -= 1

    def end_all(self) -> None:
        """End every stream; the process stops."""
        self.closing = True
        for streams in list(self.tenants.values()):
            for stream in list(streams):
                stream.end()

    async def listen(self) -> None:
        """Hear Valkey until cancelled; connect again, with patience, when it goes away."""
        pause = 0.2
        while True:
            try:
                async with self.client.pubsub() as subscription:
                    await subscription.psubscribe(channels.PATTERN)
                    async for message in subscription.listen():
                        if message["type"] == "psubscribe":
                            self.listening.set()
                            pause = 0.2
                        elif message["type"] == "pmessage":
                            self._heard(message["channel"].decode(), message["data"].decode())
            except (redis.RedisError, OSError) as error:
                self.listening.clear()
                log.warning("the live channel does not answer", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _heard(self, name: str, data: str) -> None:
        try:
            tenant, to = channels.parse(name)
        except ValueError:
            return
        if to == channels.CONTROL:
            streams = self.streams.get((tenant, data)) if data else self.tenants.get(tenant)
            for stream in list(streams or ()):
                stream.end()
            return
        id, _, message = data.partition(" ")
        if to == channels.ALL:
            found = self.tenants.get(tenant)
        else:
            found = self.streams.get((tenant, to.removeprefix("account:")))
        for stream in list(found or ()):
            stream.put(id, message)

    async def missed(self, stream: Stream, last: str) -> AsyncIterator[tuple[str, str]]:
        """What was told to a stream's account since an id. When too much was, one message says so: `live.lost`."""
        mine = {channels.ALL, channels.account(stream.account)}
        key = channels.stream(stream.tenant)
        with contextlib.suppress(redis.RedisError, OSError):
            first = await self.client.xrange(key, count=1)
            if not first or _order(first[0][0].decode()) > _order(last):
                yield last, json.dumps({"kind": "live.lost", "data": {}})
            for id, fields in await self.client.xrange(key, min=f"({last}", count=channels.REMEMBERED):
                if fields[b"to"].decode() in mine:
                    yield id.decode(), fields[b"m"].decode()


def _drop(table: dict[K, set[Stream]], key: K, stream: Stream) -> None:
    found = table.get(key)
    if found is not None:
        found.discard(stream)
        if not found:
            del table[key]


def _order(id: str) -> tuple[int, int]:
    milliseconds, _, number = id.partition("-")
    return int(milliseconds), int(number or 0)
