"""Signed addresses: asked each time, short, told safely, refused by the store when touched or old."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kernel.actor import Actor
from kernel.files import store
from kernel.files.models import File
from kernel.files.signing import download
from kernel.policies import Conflict, Refused
from kernel.scope import Scope
from tests.kernel.files.conftest import http

pytestmark = pytest.mark.feature("SAAS-06")

PDF = b"%PDF-1.7\n" + b"0" * 50


def told(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_permission_is_asked_at_each_signing(
    tenant: Scope, sent: Callable[..., File], lin: Actor, wang: Actor, stranger: Actor
) -> None:
    file = sent()
    assert http("GET", download(file, for_=wang)).body == b"hello"
    for actor in (stranger, Actor.visitor()):
        with pytest.raises(Refused):
            download(file, for_=actor)


def test_an_address_lives_five_minutes_at_most(tenant: Scope, sent: Callable[..., File], lin: Actor) -> None:
    file = sent()
    assert int(told(download(file, for_=lin))["X-Amz-Expires"]) <= 300
    with pytest.raises(ValueError, match="five minutes"):
        store.signed_get(file.key, kind="text/plain", disposition="inline", life=301)
    old = store.signed_get(file.key, kind="text/plain", disposition="inline", life=1)
    assert http("GET", old).status == 200
    time.sleep(2.1)
    assert http("GET", old).status == 403


def test_a_touched_address_is_refused_by_the_store(tenant: Scope, sent: Callable[..., File], lin: Actor) -> None:
    file, other = sent(b"hello", name="a.html"), sent(b"other")
    url = download(file, for_=lin)
    touched = [
        url.replace(str(file.pk), str(other.pk)),
        url.replace("attachment", "inline"),
        url.replace("octet-stream", "html"),
        url.replace("X-Amz-Expires=300", "X-Amz-Expires=604800"),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url.partition("?")[0],
    ]
    assert [http("GET", address).status for address in touched] == [403] * len(touched)
    assert http("DELETE", url).status == 403
    assert http("PUT", url, b"x").status == 403


def test_a_download_is_an_attachment_of_bytes(tenant: Scope, sent: Callable[..., File], lin: Actor) -> None:
    answer = http("GET", download(sent(b"<html><script>alert(1)</script>", name="网页.html"), for_=lin, inline=True))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert unquote(answer.headers["content-disposition"]).endswith("UTF-8''网页.html")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n0000", "image/png"),
        (b"\xff\xd8\xff\xe0 0000", "image/jpeg"),
        (b"GIF89a 0000", "image/gif"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"ID3\x04 000", "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypisom0000", "video/mp4"),
        ("会议纪要".encode(), "text/plain; charset=utf-8"),
        ("会议纪要".encode("gb18030"), "text/plain; charset=gb18030"),
        (b"plain <script>alert(1)</script>", "text/plain; charset=utf-8"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"\xef\xbb\xbf<!DOCTYPE html><script>alert(1)</script>", ""),
        (b"  <SCRIPT>alert(1)</SCRIPT>", ""),
        (b"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", ""),
        (b"PK\x03\x04" + b"\x00" * 60, ""),
        (b"\x00\x01\x02\x03 unknown", ""),
    ],
)
def test_what_is_shown_in_place(
    tenant: Scope, sent: Callable[..., File], lin: Actor, content: bytes, shown: str
) -> None:
    file = sent(content, name="附件.dat")
    assert file.is_ready
    answer = http("GET", download(file, for_=lin, inline=True))
    assert answer.headers["content-type"] == (shown or "application/octet-stream")
    assert answer.headers["content-disposition"].startswith("inline;" if shown else "attachment;")
    assert http("GET", download(file, for_=lin)).headers["content-disposition"].startswith("attachment;")


def test_what_is_not_there_is_not_signed(tenant: Scope, sent: Callable[..., File], lin: Actor) -> None:
    from kernel.files.actions import delete_file, restore_file

    file = delete_file(sent(), by=lin)
    with pytest.raises(Conflict):
        download(file, for_=lin)
    assert http("GET", download(restore_file(file, by=lin), for_=lin)).status == 200


def test_what_the_scanner_locked_is_not_signed(
    tenant: Scope, sent: Callable[..., File], lin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sent()
    file.infection = "Eicar-Signature"
    with pytest.raises(Refused):
        download(file, for_=lin)
    file.infection = ""
    monkeypatch.setattr("kernel.files.scanner.is_configured", lambda: True)
    with pytest.raises(Conflict):
        download(file, for_=lin)
    file.ready_at = datetime.now(UTC) - timedelta(minutes=11)
    assert download(file, for_=lin)


def test_pages_of_tenants_may_send_and_others_may_not() -> None:
    url = store.signed_part("x/2026/y", "upload", 1, 5)
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    for origin, may in (
        ("http://one.localhost:8000", True),
        ("http://localhost:8000", True),
        ("http://evil.example", False),
        ("http://one.localhost.evil.example:8000", False),
        ("null", False),
    ):
        answer = http("OPTIONS", url, headers={"Origin": origin, **asked})
        assert (answer.headers.get("access-control-allow-origin") in {origin, "*"}) is may, origin
