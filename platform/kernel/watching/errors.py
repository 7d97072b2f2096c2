"""Errors to Sentry when an address is set: with tenant, release and request id, without personal data."""

from __future__ import annotations

import re
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from kernel.config.environment import Environment

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
# What we write ourselves into messages is English: Chinese in one came from somebody's data.
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
# PostgreSQL quotes the row that broke a rule: Key (username)=(…) already exists.
_ROW = re.compile(r"=\([^)]*\)")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SECRET = re.compile(r"(?i)(password|passwd|secret|token|authorization|cookie|csrf|session|code)")


def watch(environment: Environment) -> None:
    """Start sending errors. Does nothing without an address; request bodies and locals never leave."""
    if not environment.sentry_dsn:
        return
    sentry_sdk.init(
        dsn=environment.sentry_dsn,
        release=f"tongban@{environment.release}",
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        traces_sample_rate=0,
        # Crumbs are what was logged and asked of the database on the way: other people's data.
        max_breadcrumbs=0,
        integrations=[DjangoIntegration(), LoggingIntegration(event_level=None)],
        before_send=scrub,
    )


def scrub(event: Event, hint: Hint) -> Event | None:
    """Add the ids, and take out what says who somebody is."""
    known = structlog.contextvars.get_contextvars()
    tags: dict[str, str] = dict(event.get("tags") or {})
    for name in ("tenant", "request_id", "task"):
        if known.get(name):
            tags[name] = str(known[name])
    cleaned: Any = _clean(dict(event))
    cleaned["tags"] = tags
    if "release" in event:
        # It looks like a mail address, and is none.
        cleaned["release"] = event["release"]
    cleaned.pop("user", None)
    request = cleaned.get("request") or {}
    for name in ("cookies", "data", "env", "query_string"):
        request.pop(name, None)
    headers = request.get("headers") or {}
    request["headers"] = {name: value for name, value in headers.items() if name.lower() in {"host", "user-agent"}}
    cleaned["request"] = request
    result: Event = cleaned
    return result


def _clean(value: Any, name: str = "") -> Any:
    match value:
        case dict():
            return {key: _clean(inner, str(key)) for key, inner in value.items()}
        case list():
            return [_clean(inner, name) for inner in value]
        case str() if name and _SECRET.search(name):
            return "[removed]"
        case str() if name == "url":
            return _cut(value)
        case str():
            value = _ROW.sub("=([removed])", _CHINESE.sub("[text]", value))
            return _IDENTITY.sub("[identity]", _PHONE.sub("[phone]", _MAIL.sub("[mail]", value)))
        case _:
            return value


def _cut(url: str) -> str:
    # Links that open something hold their token in the path.
    parts = url.partition("?")[0].split("/")
    return "/".join(
        part if len(part) < 24 or _UUID.fullmatch(part) or number < 3 else "[removed]"
        for number, part in enumerate(parts)
    )
