"""Web push: readable by the one browser alone, signed, and forgotten where the browser is gone."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.notices import notify
from kernel.notices import push as pushing
from kernel.notices.actions import delivering
from kernel.notices.actions.choosing import add_browser, remove_browser
from kernel.notices.models import Delivery, Subscription
from kernel.outbound.client import Response
from kernel.outbound.verdicts import OutboundFailed
from kernel.policies import Invalid, Refused
from kernel.scope import Scope, scope
from tests.kernel.notices.conftest import PLACED, actor_of, address
from tests.support.databases import ONE, TWO

ENDPOINT = "https://push.example/send/abc"


class Browser:
    """A browser's half of a subscription."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"

    @staticmethod
    def text(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"p256dh": self.text(point), "auth": self.text(self.secret)}

    def read(self, sealed: bytes) -> dict[str, str]:
        opened = http_ece.decrypt(sealed, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        found: dict[str, str] = json.loads(opened)
        return found


def service(monkeypatch: pytest.MonkeyPatch, *answers: int) -> list[dict[str, object]]:
    """A push service in place of the network: answers these statuses in turn, 0 for none at all."""
    calls: list[dict[str, object]] = []
    left = list(answers)

    def fetch(method: str, url: str, **options: object) -> Response:
        calls.append({"method": method, "url": url, **options})
        status = left.pop(0)
        if not status:
            raise OutboundFailed("connect")
        return Response(status, {}, b"", url)

    monkeypatch.setattr(pushing, "fetch", fetch)
    return calls


@pytest.mark.feature("COL-25")
def test_a_push_reaches_the_browser_encrypted_and_signed(
    own_database: str, account: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    with scope(ONE):
        lin = account(email="")
        add_browser(by=actor_of(lin), endpoint=ENDPOINT, device="Firefox", **browser.keys)
        (notice,) = notify(PLACED, to=[address(lin)], title="任职变动", url="/x/")
    calls = service(monkeypatch, 201)
    delivering.deliver_due(ONE, datetime.now(UTC))
    (call,) = calls
    body, headers = call["body"], call["headers"]
    assert isinstance(body, bytes) and isinstance(headers, dict)
    assert browser.read(body) == {"title": "任职变动", "body": "", "url": "/x/", "tag": str(notice.pk)}
    assert headers["Authorization"].startswith("vapid t=") and pushing.public_key() in headers["Authorization"]
    assert call["here"] == ONE
    with scope(ONE):
        assert Delivery.objects.get(channel="push").done_at and Subscription.objects.get().last_at
    with scope(TWO):
        assert not Subscription.objects.exists()


def test_a_gone_browser_is_forgotten_and_a_busy_service_asked_again(
    own_database: str, account: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    with scope(ONE):
        lin = account(email="")
        add_browser(by=actor_of(lin), endpoint=ENDPOINT, **Browser().keys)
        notify(PLACED, to=[address(lin)], title="x", now=now)
    service(monkeypatch, 0, 503, 410)
    for minutes in (0, 3, 10):
        delivering.deliver_due(ONE, now + timedelta(minutes=minutes))
    with scope(ONE):
        assert not Subscription.objects.exists()
        delivery = Delivery.objects.get(channel="push")
        assert (delivery.attempts, delivery.done_at is not None) == (3, True)


def test_a_browser_is_its_last_account_s_and_only_real_ones_are_taken(
    tenant: Scope, account: Callable[..., Account]
) -> None:
    lin, wang, keys = account(), account("wang"), Browser().keys
    first = add_browser(by=actor_of(lin), endpoint=ENDPOINT, **keys)
    with pytest.raises(Refused):
        remove_browser(first, by=actor_of(wang))
    second = add_browser(by=actor_of(wang), endpoint=ENDPOINT, **keys)
    assert Subscription.objects.get().account_id == wang.pk
    remove_browser(second, by=actor_of(wang))
    for endpoint, bad in (("http://push.example/", keys), (ENDPOINT, {"p256dh": "x", "auth": "y"})):
        with pytest.raises(Invalid):
            add_browser(by=actor_of(lin), endpoint=endpoint, **bad)
    with pytest.raises(Refused):
        add_browser(by=Actor.visitor(), endpoint=ENDPOINT, **keys)
