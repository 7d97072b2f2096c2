"""Saying to open pages that something changed: after the commit, ids only, and never at the cost of the act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

import redis
import structlog

from kernel.events.facts import plain
from kernel.live.channels import ALL, CONTROL, LIVES_SECONDS, REMEMBERED, account, channel, stream
from kernel.scope import Scope, after_commit_outside, current
from kernel.valkey import valkey

log = structlog.get_logger("tongban.live")

# KEYS: the stream. ARGV: how many it keeps, how long it lives, the message, then pairs of (name, channel).
# What is remembered and what is told carry one id, so that a page that comes back misses and doubles nothing.
_TELL = """
for i = 4, #ARGV, 2 do
    local id = redis.call('xadd', KEYS[1], 'maxlen', '~', ARGV[1], '*', 'to', ARGV[i], 'm', ARGV[3])
    redis.call('publish', ARGV[i + 1], id .. ' ' .. ARGV[3])
end
redis.call('expire', KEYS[1], ARGV[2])
return 1
"""


def publish(kind: str, *, to: Iterable[UUID] | Literal["all"], data: Mapping[str, Any] | None = None) -> None:
    """Tell open pages of accounts (or of everybody in the tenant) once the unit in hand is committed.

    `kind` is a dotted name, `data` ids and numbers, never contents: the page fetches what it may see. When Valkey does
    not answer the message is dropped and logged; pages then ask by themselves. Raises OutsideScope.
    """
    here = current()
    names = [ALL] if to == "all" else [account(key) for key in dict.fromkeys(to)]
    if names:
        message = json.dumps({"kind": kind, "data": plain(data or {})}, separators=(",", ":"), ensure_ascii=False)
        after_commit_outside(lambda: _tell(here, message, names))


def hang_up(to: Scope | None = None, *, account_id: UUID | None = None) -> None:
    """Close every open stream of a tenant, or of one account in it, once the unit in hand is committed: for
    suspensions and sign-outs. Nobody is let in again without a new token."""
    there = to or current()
    after_commit_outside(lambda: _say(channel(there.key, CONTROL), str(account_id or "")))


def _tell(here: Scope, message: str, names: list[str]) -> None:
    pairs = [part for name in names for part in (name, channel(here.key, name))]
    try:
        for start in range(0, len(pairs), 1000):
            some = pairs[start : start + 1000]
            valkey().eval(_TELL, 1, stream(here.key), REMEMBERED, LIVES_SECONDS, message, *some)
    except redis.RedisError:
        log.warning("a live message was dropped: the channel does not answer", tenant=here.key)


def _say(name: str, words: str) -> None:
    try:
        valkey().publish(name, words)
    except redis.RedisError:
        log.warning("open streams could not be closed; they end with their tokens")
