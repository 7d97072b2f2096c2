"""One question to one host, undone afterwards, and everything it did that concerns the other tenant."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import dramatiq
import redis
from django.db import connections, transaction
from django.test import Client
from dramatiq.brokers.stub import StubBroker

from tests.support.databases import HOSTS, TWO
from tests.tenants.twin.copying import MARK, public_rows, touched

#: What only the second twin has: its mark, its immutable id, its company's name, its host.
SECRETS = (MARK, str(TWO.tenant), "双木集团", HOSTS["two"])
_CHANGING = re.compile(r"data:image[^\"]+|[A-Za-z0-9_-]{20,}|\d\d:\d\d")


@dataclass
class Answer:
    """What came back, and `faults`: in words, whatever of the other tenant was read, written, told or shown."""

    status: int
    location: str
    text: str
    cookies: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    shown: str = ""

    def is_like(self, other: Answer) -> bool:
        """Whether two answers are the same for whoever reads them; tokens and times may differ."""
        return (self.status, self.location, self.text) == (other.status, other.location, other.text)


class Spy:
    """Writes down what is said to Valkey, which goes there all the same."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.real = redis.Redis.execute_command

    def install(self, patch: Any) -> None:
        """Listen until the patch is undone."""
        spy = self

        def execute_command(client: Any, *words: Any, **options: Any) -> Any:
            spy.said.append(" ".join(_text(word) for word in words))
            return spy.real(client, *words, **options)

        patch.setattr(redis.Redis, "execute_command", execute_command)


class Asking:
    """Asks questions in a database that stays as it is. `secrets` are the texts that no answer may hold."""

    def __init__(self, spy: Spy, secrets: tuple[str, ...] = SECRETS) -> None:
        self.client = Client(raise_request_exception=False)
        self.spy = spy
        self.secrets = secrets
        self.strangers: dict[tuple[str, ...], Answer] = {}
        self.theirs = public_rows()

    def ask(self, host: str, method: str, url: str, *, data: Any = None, cookie: str = "", token: str = "", **headers: str) -> Answer:  # fmt: skip
        """Ask a host something and undo it. `cookie` is a session's key, `token` an API token."""
        self.client.cookies = SimpleCookie({"session": cookie} if cookie else {})
        given = {"host": HOSTS.get(host, host), **headers, **({"authorization": f"Bearer {token}"} if token else {})}
        options: dict[str, Any] = {"headers": given}
        if data is not None:
            options["data"] = data
        if url.startswith("/api/") and method != "get":
            options["content_type"] = "application/json"
        with self._watched() as faults:
            response = getattr(self.client, method)(url, **options)
            answer = _answer(response)
        answer.faults += faults
        answer.faults += [f"the answer shows {secret}" for secret in self.secrets if secret in answer.shown]
        return answer

    def as_stranger(self, host: str, method: str, url: str, *, with_token: bool) -> Answer:
        """What somebody gets who shows a cookie, or a token, that nobody has. Asked once and remembered."""
        key = (host, method, url, str(with_token))
        if key not in self.strangers:
            shown = {"token": "tb_" + "x" * 43} if with_token else {"cookie": "x" * 32}
            self.strangers[key] = self.ask(host, method, url, **shown)
        return self.strangers[key]

    def run(self, work: Any) -> list[str]:
        """Do some work, undo it, and answer its faults; what it raises is its own affair."""
        with self._watched() as faults:
            try:
                with transaction.atomic():
                    work()
            except Exception as error:
                del error
        return faults

    @contextmanager
    def _watched(self) -> Iterator[list[str]]:
        faults: list[str] = []
        self.spy.said.clear()
        _sent()
        with undone():
            before = touched()
            yield faults
            _run_what_follows()
            after = touched()
            if after.pop("public") != before.pop("public") and public_rows() != self.theirs:
                faults.append("a public row of the other tenant was written")
        faults += [
            f"{name} of the other tenant was read or written" for name in after if after[name] != before.get(name, 0)
        ]
        for message in _sent():
            inside = message.kwargs.get("in_scope", {})
            if inside.get("tenant") == str(TWO.tenant) or inside.get("schema") == TWO.schema:
                faults.append(f"a task was sent to the other tenant: {message.actor_name}")
        faults += [f"Valkey was told {words[:120]}" for words in self.spy.said if str(TWO.tenant) in words]


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside is rolled back, as if a test case of Django's stood around it."""
    connection = connections["default"]
    outer: Any = transaction.atomic()
    outer._from_testcase = True
    with outer:
        try:
            yield
        finally:
            connection.run_on_commit = []
            transaction.set_rollback(True)


def _run_what_follows() -> None:
    connection: Any = connections["default"]
    for _ in range(5):
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _sids, then, _robust in waiting:
            then()


def _sent() -> list[Any]:
    found = []
    broker = dramatiq.get_broker()
    assert isinstance(broker, StubBroker)
    for queue in broker.queues.values():
        while not queue.empty():
            found.append(dramatiq.Message.decode(queue.get()))
            queue.task_done()
    return found


def _answer(response: Any) -> Answer:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    shown = content.decode("utf-8", "replace") + str(dict(response.headers)) + str(response.cookies)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            shown += "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    words = "" if response.headers.get("Content-Type", "").startswith("image/") else content.decode("utf-8", "replace")
    return Answer(
        response.status_code,
        _CHANGING.sub("*", response.headers.get("Location", "")),
        _CHANGING.sub("*", words),
        {name: morsel.value for name, morsel in response.cookies.items()},
        shown=shown,
    )


def _text(word: Any) -> str:
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)
