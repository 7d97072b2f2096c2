"""A name server on loopback that says what a test tells it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Names:
    """What is published: TXT by name, CNAME by name. `silent` drops every question."""

    port: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    silent: bool = False


class _Handler(socketserver.BaseRequestHandler):
    server: Any

    def handle(self) -> None:
        data, sock = self.request
        names: Names = self.server.names
        if names.silent:
            return
        query = dns.message.from_wire(data)
        asked = query.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), asked.rdtype.name
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        if kind == "TXT" and name in names.texts:
            texts = ['"' + text + '"' for text in names.texts[name]]
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "TXT", *texts))
        elif kind == "CNAME" and name in names.aliases:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "CNAME", names.aliases[name] + "."))
        elif name not in names.texts and name not in names.aliases:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        sock.sendto(answer.to_wire(), self.client_address)


@contextmanager
def answering() -> Iterator[Names]:
    """A running server; `port` is where it answers."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Handler) as server:
        names = Names(port=server.server_address[1])
        server.names = names  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield names
        server.shutdown()
        thread.join()
