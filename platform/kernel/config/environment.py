"""The process environment, read once into a frozen object. Nothing else reads `os.environ`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class BadEnvironment(ValueError):
    """A setting in the environment cannot be used; the message names it."""


@dataclass(frozen=True)
class Database:
    """Where PostgreSQL answers and as whom."""

    host: str
    port: int
    name: str
    user: str
    password: str

    @classmethod
    def parse(cls, url: str) -> Database:
        """`postgresql://user:password@host:port/name`; raises BadEnvironment when a part is missing."""
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise BadEnvironment("DATABASE_URL must look like postgresql://user:password@host:5432/name")
        return cls(
            host=parts.hostname or "",
            port=parts.port or 5432,
            name=unquote(parts.path.lstrip("/")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


@dataclass(frozen=True)
class ObjectStore:
    """An S3 store. `public_endpoint` is the address that browsers use in signed links."""

    endpoint: str
    public_endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    region: str


@dataclass(frozen=True)
class Mail:
    """The SMTP server that mail leaves by. Port 8025 on loopback is the catcher of `tongban up`."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str


@dataclass(frozen=True)
class Environment:
    """Everything that differs between two installations."""

    debug: bool
    secret_key: str
    var: Path
    base_domain: str
    scheme: str
    port: int
    live_port: int
    live_origin: str
    database: Database
    servers: dict[str, Database]
    pool_size: int
    redis_url: str
    store: ObjectStore
    mail: Mail
    contact: str
    sentry_dsn: str
    release: str
    trusted_proxies: int
    outbound_allowed: tuple[str, ...]
    name_servers: tuple[tuple[str, int], ...]
    clamav: str

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS."""
        return self.scheme == "https"

    @property
    def port_suffix(self) -> str:
        """`:8000`, or nothing where the scheme's own port is used."""
        return "" if self.port == (443 if self.secure else 80) else f":{self.port}"


def read(source: Mapping[str, str]) -> Environment:
    """Read an environment. Raises BadEnvironment naming the setting that cannot be used."""

    def number(name: str, default: int) -> int:
        text = source.get(name, "")
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            raise BadEnvironment(f"{name} must be a whole number, not {text!r}") from None

    scheme = source.get("TONGBAN_SCHEME", "http")
    base_domain = source.get("TONGBAN_BASE_DOMAIN", "localhost")
    port = number("TONGBAN_PORT", 8000)
    live_port = number("TONGBAN_LIVE_PORT", 8001)
    endpoint = source.get("S3_ENDPOINT") or f"http://127.0.0.1:{number('TONGBAN_S3_PORT', 18333)}"
    mail = urlsplit(source.get("EMAIL_URL") or f"smtp://127.0.0.1:{number('TONGBAN_MAIL_PORT', 8025)}")
    return Environment(
        debug=source.get("TONGBAN_DEBUG", "") == "1",
        secret_key=source.get("TONGBAN_SECRET_KEY", ""),
        var=Path(source.get("TONGBAN_VAR") or CHECKOUT / "var"),
        base_domain=base_domain,
        scheme=scheme,
        port=port,
        live_port=live_port,
        live_origin=source.get("TONGBAN_LIVE_ORIGIN", ""),
        database=Database.parse(
            source.get("DATABASE_URL")
            or f"postgresql://tongban:tongban@127.0.0.1:{number('TONGBAN_PG_PORT', 15432)}/tongban"
        ),
        servers={
            name.strip(): Database.parse(url.strip())
            for name, _, url in (part.partition("=") for part in source.get("TONGBAN_SERVERS", "").split(",") if part)
        },
        pool_size=number("TONGBAN_POOL_SIZE", 4),
        redis_url=source.get("REDIS_URL") or f"redis://127.0.0.1:{number('TONGBAN_VALKEY_PORT', 16379)}/0",
        store=ObjectStore(
            endpoint=endpoint,
            public_endpoint=source.get("S3_PUBLIC_ENDPOINT") or endpoint,
            access_key=source.get("S3_ACCESS_KEY", ""),
            secret_key=source.get("S3_SECRET_KEY", ""),
            bucket=source.get("S3_BUCKET", "tongban"),
            region=source.get("S3_REGION", "us-east-1"),
        ),
        mail=Mail(
            host=mail.hostname or "127.0.0.1",
            port=mail.port or 25,
            user=unquote(mail.username or ""),
            password=unquote(mail.password or ""),
            tls={"smtps": "ssl", "smtp+tls": "starttls"}.get(mail.scheme, ""),
            sender=source.get("TONGBAN_MAIL_SENDER", f"同办 Tongban <no-reply@{base_domain}>"),
        ),
        contact=_address("TONGBAN_CONTACT", source.get("TONGBAN_CONTACT") or f"contact@{base_domain}"),
        sentry_dsn=source.get("SENTRY_DSN", ""),
        release=source.get("TONGBAN_RELEASE", "0.1.0"),
        trusted_proxies=number("TONGBAN_TRUSTED_PROXIES", 0),
        outbound_allowed=tuple(part for part in source.get("TONGBAN_OUTBOUND_ALLOWED", "").split(",") if part),
        name_servers=_name_servers(source.get("TONGBAN_NAME_SERVERS", "")),
        clamav=source.get("TONGBAN_CLAMAV", ""),
    )


def _address(name: str, text: str) -> str:
    # It stands in links and in sentences: what cannot be a mailbox must not get that far.
    if not _MAILBOX.fullmatch(text):
        raise BadEnvironment(f"{name} must be a mail address such as service@example.cn, not {text!r}")
    return text


def _name_servers(text: str) -> tuple[tuple[str, int], ...]:
    found = []
    for part in filter(None, text.split(",")):
        host, _, port = part.strip().partition(":")
        if port and not port.isdigit():
            raise BadEnvironment(
                "TONGBAN_NAME_SERVERS must look like 192.0.2.53 or 192.0.2.53:5353, with commas between"
            )
        found.append((host, int(port or 53)))
    return tuple(found)


environment = read(os.environ)
