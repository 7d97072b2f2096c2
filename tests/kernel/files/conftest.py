"""A bucket of this run's own, people, and purposes that the tests' files are for."""

from __future__ import annotations

import dataclasses
import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.files import store
from kernel.files.actions import complete_upload, start_upload
from kernel.files.models import File
from kernel.files.purposes import PURPOSES, purpose
from kernel.files.signing import addresses
from kernel.keys import uuid7
from tests.support.environment import NAME, WORKER

PAPER = "test.paper"
PICTURE = "test.picture"
PAGES = ["http://localhost:8000", "http://*.localhost:8000"]
LIN = UUID(int=0x11)
WANG = UUID(int=0x12)


def paper_may(actor: Actor, act: str, file: File | None) -> bool | str:
    """Lin may everything, Wang may read, nobody else may anything."""
    if actor.account == LIN:
        return True
    if actor.account == WANG:
        return act == "read" or "Wang only reads."
    return False


if PAPER not in PURPOSES:
    purpose(PAPER, title="Paper", may=paper_may)
    purpose(PICTURE, title="Picture", may=paper_may, types=("image/",), max_bytes=1024 * 1024, personal=True)


@pytest.fixture
def lin() -> Actor:
    return Actor(kind="person", name="林小满", account=LIN, person=uuid7())


@pytest.fixture
def wang() -> Actor:
    return Actor(kind="person", name="王大力", account=WANG, person=uuid7())


@pytest.fixture
def stranger() -> Actor:
    return Actor(kind="person", name="路人", account=uuid7(), person=uuid7())


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The bucket exists; emptied at the end."""
    name = f"tongban-test-files-{NAME}-{WORKER}".lower()
    changed = dataclasses.replace(environment, store=dataclasses.replace(environment.store, bucket=name))
    patch = pytest.MonkeyPatch()
    patch.setattr(store, "environment", changed)
    store.prepare()
    store.allow(PAGES)
    yield name
    for page in store.listing(""):
        store.delete(stored.key for stored in page)
    for waiting in store.pending(""):
        store.abandon_parts(waiting.key, waiting.upload)
    patch.undo()


@pytest.fixture(autouse=True)
def _bucket(bucket: str) -> None:
    """Every test here has the bucket."""


@dataclass
class Answer:
    """What a plain client got."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def http(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Call an address as a browser would."""
    sent = {"Content-Type": "application/octet-stream", **(headers or {})} if body is not None else headers or {}
    request = urllib.request.Request(url, data=body, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=20) as got:
            return Answer(got.status, {name.lower(): value for name, value in got.headers.items()}, got.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, {name.lower(): value for name, value in error.headers.items()}, error.read())


def send(
    content: bytes,
    *,
    by: Actor,
    name: str = "报告.txt",
    to: str = PAPER,
    told: bool = True,
) -> File:
    """Announce a content, send it as a browser would, and finish. Without `told`, in parts."""
    checksum = hashlib.sha256(content).hexdigest() if told else ""
    file = start_upload(to, by=by, name=name, size=len(content), checksum=checksum)
    at = 0
    for address in addresses(file, for_=by):
        assert http("PUT", address.url, content[at : at + address.size], address.headers).status == 200
        at += address.size
    return complete_upload(file, by=by)


@pytest.fixture
def sent(lin: Actor) -> Callable[..., File]:
    """Send a content as Lin: sent(b"…", name="a.txt")."""

    def make(content: bytes = b"hello", **options: object) -> File:
        return send(content, **{"by": lin, **options})  # type: ignore[arg-type]

    return make
