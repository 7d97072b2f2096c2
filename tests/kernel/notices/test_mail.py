"""Mail is a row of the transaction that wants it: it leaves after the commit, is tried again, and leaves no demo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.exceptions import ValidationError

from kernel.notices.actions import outgoing
from kernel.notices.mail import render_mail, send
from kernel.notices.models import Outgoing
from kernel.scope import PUBLIC, OutsideScope, Scope, scope
from tenants.models import Tenant
from tests.support.databases import ONE, TWO

PORT = 8657


class Server:
    """A mail server that refuses addresses beginning with "nobody" and, while told so, everybody."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], bytes]] = []
        self.busy = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.busy:
            return "451 busy, come back"
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.got.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", PORT
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=PORT)
    controller.start()
    yield handler
    controller.stop()


def row(to: Scope, key: UUID) -> Outgoing:
    with scope(to):
        return Outgoing.objects.get(pk=key)


def test_a_mail_leaves_with_the_company_s_name_and_its_words_are_then_wiped(own_database: str, server: Server) -> None:
    with scope(ONE):
        mail = send(
            "lin@heyi.example", "验证码\n123", "您的验证码是 123。", headers={"List-Unsubscribe": "<http://x/>"}
        )
    assert server.got == []
    assert outgoing.deliver(ONE, mail.pk)
    assert not outgoing.deliver(ONE, mail.pk), "a sent mail is not sent again"
    ((to, content),) = server.got
    message = message_from_bytes(content, policy=policy.default)
    assert to == ["lin@heyi.example"]
    assert message["Subject"] == "验证码 123"
    assert message["From"].addresses[0].display_name == "和一集团"
    assert message["List-Unsubscribe"] == "<http://x/>"
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().strip() == "您的验证码是 123。"
    done = row(ONE, mail.pk)
    assert (done.sent_at is not None, done.text, done.html) == (True, "", "")


def test_a_mail_of_a_unit_that_failed_never_was(own_database: str) -> None:
    with pytest.raises(RuntimeError), scope(ONE):
        send("lin@heyi.example", "a", "b")
        raise RuntimeError
    with scope(ONE):
        assert not Outgoing.objects.exists()
    with pytest.raises(OutsideScope):
        send("lin@heyi.example", "a", "b")
    with pytest.raises(ValidationError), scope(ONE):
        send("not an address\nBcc: x@y.example", "a", "b")


def test_a_busy_server_is_asked_again_and_a_refused_address_is_given_up(own_database: str, server: Server) -> None:
    with scope(ONE):
        mail = send("lin@heyi.example", "a", "b")
        lost = send("nobody@heyi.example", "a", "b")
    server.busy = True
    assert not outgoing.deliver(ONE, mail.pk)
    server.busy = False
    assert not outgoing.deliver(ONE, lost.pk)
    kept, given_up = row(ONE, mail.pk), row(ONE, lost.pk)
    assert (kept.attempts, kept.dead_at, kept.text, "451" in kept.error) == (1, None, "b", True)
    assert given_up.dead_at is not None and given_up.text == "" and "550" in given_up.error
    with scope(ONE):
        assert outgoing.due(datetime.now(UTC)) == []
        assert outgoing.due(datetime.now(UTC) + timedelta(minutes=1)) == [mail.pk]
        Outgoing.objects.filter(pk=mail.pk).update(due_at=datetime.now(UTC) - timedelta(seconds=1))
    assert outgoing.deliver(ONE, mail.pk)
    with scope(TWO):
        assert not Outgoing.objects.exists()


def test_a_demo_sends_nothing(own_database: str, server: Server) -> None:
    from tenants import hosts

    with scope(PUBLIC):
        Tenant.objects.filter(pk__in=[ONE.tenant]).update(state="demo")
    hosts.forget_here()
    with scope(ONE):
        mail = send("lin@heyi.example", "a", "secret")
    assert not outgoing.deliver(ONE, mail.pk)
    assert server.got == []
    assert (row(ONE, mail.pk).error, row(ONE, mail.pk).text) == ("inert", "")


def test_words_come_in_the_reader_s_language(tenant: Scope) -> None:
    context = {"lines": [], "count": 2, "more": 0, "settings_url": "http://one.localhost:8000/notices/settings/"}
    chinese = render_mail("notices/mail/digest", context, "zh-hans")
    english = render_mail("notices/mail/digest", context, "en")
    assert chinese.subject == "和一集团：2 条通知"
    assert english.subject == "和一集团: 2 notices"
    assert 'lang="zh-hans"' in chinese.html and "选择" in chinese.text
    assert render_mail("notices/mail/digest", context).subject == chinese.subject
