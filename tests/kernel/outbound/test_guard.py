"""The guard refuses every way inside that we know of. Goal R8: at least 40 bypasses, all refused."""

from __future__ import annotations

import dataclasses
import os
import ssl
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from kernel.config.environment import environment
from kernel.outbound import OutboundFailed, OutboundRefused, check_address, connect, fetch, rules, sockets
from kernel.outbound.addresses import is_public
from kernel.ports import tenancy
from kernel.scope import OutsideScope
from tests.support.databases import ONE
from tests.support.hostile import Rebinding, Server, certificate, serving

pytestmark = pytest.mark.feature("SAAS-10")


@pytest.fixture(autouse=True)
def _tenancy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is needed to call out: tenants answer from memory, and here by the null answer."""
    from kernel.ports.tenancy import NullTenancy

    monkeypatch.setattr(sockets, "tenancy", NullTenancy)


@pytest.fixture
def hostile() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def allow(*entries: str) -> None:
        changed = dataclasses.replace(environment, outbound_allowed=entries)
        monkeypatch.setattr(rules, "environment", changed)

    return allow


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Rebinding]:
    def answer(**table: Any) -> Rebinding:
        resolver = Rebinding(**table)
        monkeypatch.setattr(sockets, "resolve", resolver)
        return resolver

    return answer


BYPASSES = [
    # loopback, in all its spellings
    "http://127.0.0.1/",
    "http://127.0.0.1:443/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0X7F.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.0.0.01/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://foo.localhost/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://0.0.0.0/",
    "http://0/",
    "http://１２７.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    # IPv4 inside IPv6
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    # private, link-local, shared, reserved, documentation
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.1.1/",
    "http://192.0.0.8/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[100::1]/",
    # where clouds keep their keys
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    # who is the host?
    "http://good.example@127.0.0.1/",
    "http://127.0.0.1@good.example/",
    "http://good.example:80@127.0.0.1/",
    "http://127.0.0.1\\@good.example/",
    "http://good.example\\.127.0.0.1/",
    "http://127.0.0.1%2f.good.example/",
    "http://127.0.0.1%00.good.example/",
    "http://good.example /",
    "http://good.example\t.evil/",
    "http://good.example\r\nHost: inside/",
    "http://good.example\x00/",
    "http:///127.0.0.1/",
    "http:127.0.0.1/",
    "//127.0.0.1/",
    "http://[::1/",
    "http://::1/",
    "http://a..b/",
    "http://-a.example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    # other protocols and ports
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://203.0.113.9/",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "data:text/plain,hello",
    "http://8.8.8.8:22/",
    "http://8.8.8.8:6379/",
    "http://8.8.8.8:0/",
    "http://8.8.8.8:65536/",
    "http://8.8.8.8:/",
    "http://8.8.8.8:80x/",
    "",
    "http://",
    "http://?x=1",
    "http://intranet/",
    "http://postgres:8080/",
]


@pytest.mark.parametrize("url", BYPASSES)
def test_a_way_inside_is_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        fetch("GET", url, here=ONE, timeout=3)


def test_there_are_enough_of_them() -> None:
    assert len(BYPASSES) == len(set(BYPASSES)) >= 40


@pytest.mark.parametrize("url", BYPASSES)
def test_a_form_says_so_at_once(url: str) -> None:
    with pytest.raises(OutboundRefused) as refusal:
        check_address(url)
    assert str(refusal.value.words)


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("https://Hooks.Example.COM", "https://hooks.example.com/"),
        (" https://hooks.example.com./a b?q=中 ".replace(" b", "%20b"), "https://hooks.example.com/a%20b?q=%E4%B8%AD"),
        ("https://同办.example:8443/钩子", "https://xn--wfr16a.example:8443/%E9%92%A9%E5%AD%90"),
        ("http://8.8.8.8:8080/x", "http://8.8.8.8:8080/x"),
        ("https://[2606:4700::1111]:443/", "https://[2606:4700::1111]/"),
    ],
)
def test_good_addresses_get_one_spelling(typed: str, spelled: str) -> None:
    assert check_address(typed) == spelled


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_nothing_is_called_in_nobodys_name() -> None:
    with pytest.raises(OutsideScope):
        fetch("GET", "https://hooks.example.com/")


# ------------------------------------------------------------------ names


def test_every_address_of_a_name_must_be_public(names: Callable[..., Rebinding]) -> None:
    names(two_faced_example=[["8.8.8.8", "10.0.0.1"]], six_example=[["2606:4700::1111", "::1"]])
    for url in ("https://two.faced.example/", "https://six.example/"):
        with pytest.raises(OutboundRefused):
            fetch("GET", url, here=ONE)


def test_a_name_that_means_the_inside_is_refused(names: Callable[..., Rebinding]) -> None:
    inside = {"nip": "127.0.0.1", "meta": "169.254.169.254", "mapped": "::ffff:10.0.0.1", "nat": "64:ff9b::a00:1"}
    for name, address in inside.items():
        names(**{f"{name}_example": [address]})
        with pytest.raises(OutboundRefused):
            fetch("GET", f"http://{name}.example/", here=ONE)


def test_rebinding_between_look_ups_finds_nothing(
    hostile: Server, names: Callable[..., Rebinding], operator: Callable[..., None]
) -> None:
    """The name is looked up once for a connection; the checked address is the one connected to."""
    operator(f"127.0.0.1:{hostile.port}")
    resolver = names(rebind_example=["127.0.0.1", "10.9.9.9"])
    assert fetch("GET", f"http://rebind.example:{hostile.port}/", here=ONE).status == 200
    assert resolver.asked == ["rebind.example"]
    assert hostile.seen[0].headers["host"] == f"rebind.example:{hostile.port}"
    with pytest.raises(OutboundRefused):
        fetch("GET", f"http://rebind.example:{hostile.port}/", here=ONE)


def test_rebinding_between_redirects_is_refused(
    hostile: Server, names: Callable[..., Rebinding], operator: Callable[..., None]
) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    resolver = names(rebind_example=["127.0.0.1", "127.0.0.2"])
    with pytest.raises(OutboundRefused):
        fetch("GET", f"http://rebind.example:{hostile.port}/loop", here=ONE, redirects=3)
    assert resolver.asked == ["rebind.example"] * 2
    assert len(hostile.seen) == 1


def test_a_name_that_does_not_exist_fails_in_words(names: Callable[..., Rebinding]) -> None:
    names()
    with pytest.raises(OutboundFailed) as failed:
        fetch("GET", "https://nowhere.example/", here=ONE)
    assert failed.value.reason == "name"


def test_a_slow_look_up_does_not_hold_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "resolve", lambda host, port: time.sleep(2))
    began = time.monotonic()
    with pytest.raises(OutboundFailed):
        fetch("GET", "https://slow.example/", here=ONE, timeout=0.3)
    assert time.monotonic() - began < 1


# ------------------------------------------------------------------ redirects


@pytest.mark.parametrize(
    "there",
    [
        "http://169.254.169.254/latest/",
        "http://127.0.0.1:22/",
        "http://[::1]/",
        "http://2130706433/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "gopher://x/",
        "http://user@good.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_checked_like_a_first_address(
    hostile: Server, operator: Callable[..., None], there: str, status: int
) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    with pytest.raises(OutboundRefused):
        fetch("GET", f"{hostile.url}/redirect?status={status}&to={there}", here=ONE, redirects=5)
    assert len(hostile.seen) == 1


def test_redirects_end(hostile: Server, operator: Callable[..., None]) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    with pytest.raises(OutboundRefused) as refusal:
        fetch("GET", f"{hostile.url}/loop", here=ONE, redirects=3)
    assert refusal.value.reason == "redirects"
    assert len(hostile.seen) == 4


def test_without_leave_a_redirect_is_an_answer(hostile: Server, operator: Callable[..., None]) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    assert fetch("POST", f"{hostile.url}/redirect?to=/plain", here=ONE, body=b"x").status == 302
    assert len(hostile.seen) == 1


def test_secrets_do_not_travel_to_another_origin(hostile: Server, operator: Callable[..., None]) -> None:
    with serving() as other:
        operator(f"127.0.0.1:{hostile.port}", f"127.0.0.1:{other.port}")
        secret = {"Authorization": "Bearer secret", "X-Key": "secret", "Accept": "text/plain"}
        fetch("GET", f"{hostile.url}/redirect?to={other.url}/plain", here=ONE, redirects=1, headers=secret)
        assert hostile.seen[0].headers["authorization"] == "Bearer secret"
        assert "secret" not in str(other.seen[0].headers)
        assert other.seen[0].headers["accept"] == "text/plain"
        fetch("GET", f"{hostile.url}/redirect?to=/plain", here=ONE, redirects=1, headers=secret)
        assert hostile.seen[-1].headers["x-key"] == "secret"


def test_a_post_becomes_a_get_only_where_the_standard_says_so(hostile: Server, operator: Callable[..., None]) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    for status, method, body in ((302, "GET", b""), (303, "GET", b""), (307, "POST", b"x"), (308, "POST", b"x")):
        fetch("POST", f"{hostile.url}/redirect?status={status}&to=/plain", here=ONE, redirects=1, body=b"x")
        assert (hostile.seen[-1].method, hostile.seen[-1].body) == (method, body)


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("endless", "size"),
        ("drip", "timeout"),
        ("drip-head", "timeout"),
        ("silent", "timeout"),
        ("bomb", "protocol"),
        ("flood", "protocol"),
        ("garbage", "protocol"),
    ],
)
def test_a_hostile_answer_is_bounded(hostile: Server, operator: Callable[..., None], path: str, reason: str) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    began = time.monotonic()
    with pytest.raises(OutboundFailed) as failed:
        fetch("GET", f"{hostile.url}/{path}", here=ONE, timeout=1, most=200_000)
    assert failed.value.reason == reason
    assert time.monotonic() - began < 2.5


def test_no_word_of_the_answer_or_the_address_gets_into_an_error(
    hostile: Server, operator: Callable[..., None]
) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    for path in ("garbage", "bomb"):
        with pytest.raises(OutboundFailed) as failed:
            fetch("GET", f"{hostile.url}/{path}", here=ONE)
        told = f"{failed.value} {failed.value.words} {failed.value.__cause__}"
        assert "SSH" not in told
        assert "127.0.0.1" not in told


def test_nothing_listens(operator: Callable[..., None]) -> None:
    operator("127.0.0.1:8649")
    with pytest.raises(OutboundFailed) as failed:
        fetch("GET", "http://127.0.0.1:8649/", here=ONE)
    assert failed.value.reason == "connect"


def test_proxies_and_netrc_of_the_environment_are_not_used(
    hostile: Server, operator: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    operator(f"127.0.0.1:{hostile.port}")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9/")
    monkeypatch.setitem(os.environ, "HOME", str(tmp_path))
    assert fetch("GET", hostile.url, here=ONE).status == 200
    assert "authorization" not in hostile.seen[0].headers
    assert hostile.seen[0].headers["accept-encoding"] == "identity"


# ------------------------------------------------------------------ TLS


def test_the_certificate_must_be_valid_for_the_name(
    tmp_path: Path, names: Callable[..., Rebinding], operator: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = certificate(tmp_path, "hooks.example")
    asked: list[str | None] = []
    theirs.sni_callback = lambda made, name, context: asked.append(name)
    names(hooks_example=["127.0.0.1"], other_example=["127.0.0.1"])
    with serving(theirs) as server:
        operator(f"127.0.0.1:{server.port}")
        with pytest.raises(OutboundFailed) as failed:
            fetch("GET", f"https://hooks.example:{server.port}/", here=ONE)
        assert failed.value.reason == "certificate"
        trusting: Callable[[], ssl.SSLContext] = lambda: ours
        monkeypatch.setattr("kernel.outbound.client.trust", trusting)
        monkeypatch.setattr(sockets, "trust", trusting)
        assert fetch("GET", f"https://hooks.example:{server.port}/", here=ONE).status == 200
        assert asked[-1] == "hooks.example"
        with pytest.raises(OutboundFailed):
            fetch("GET", f"https://other.example:{server.port}/", here=ONE)
        with pytest.raises(OutboundRefused) as refusal:
            fetch(
                "GET", f"https://hooks.example:{server.port}/redirect?to=http://hooks.example/", here=ONE, redirects=1
            )
        assert refusal.value.reason == "downgrade"
        with connect("hooks.example", server.port, ports={server.port}, tls=True, here=ONE) as made:
            assert made.getpeername() == ("127.0.0.1", server.port)


# ------------------------------------------------------------------ other protocols


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "2130706433", "10.0.0.1", "169.254.169.254", "a@b"])
def test_other_protocols_go_through_the_same_guard(host: str) -> None:
    with pytest.raises(OutboundRefused):
        connect(host, 993, ports={993}, here=ONE)


def test_other_protocols_keep_to_their_ports() -> None:
    with pytest.raises(OutboundRefused) as refusal:
        connect("8.8.8.8", 25, ports={465, 587}, here=ONE)
    assert refusal.value.reason == "port"


# ------------------------------------------------------------------ the operator


def test_the_operators_list(hostile: Server, names: Callable[..., Rebinding], operator: Callable[..., None]) -> None:
    names(inside_example=["127.0.0.1"], hooks=["127.0.0.1"])
    port = hostile.port
    for entry in (f"127.0.0.0/8:{port}", f"inside.example:{port}", f"INSIDE.example.:{port}"):
        operator(entry)
        assert fetch("GET", f"http://inside.example:{port}/", here=ONE).ok
    for entry in ("127.0.0.0/8", "127.0.0.0/8:1", "10.0.0.0/8", "[::1]:80", "other.example", f"[fd00::/8]:{port}"):
        operator(entry)
        with pytest.raises(OutboundRefused):
            fetch("GET", f"http://inside.example:{port}/", here=ONE)
    operator(f"hooks:{port}")
    assert fetch("GET", f"http://hooks:{port}/", here=ONE).ok


def test_a_wide_network_does_not_open_where_clouds_keep_their_keys(operator: Callable[..., None]) -> None:
    keys = ip_address("169.254.169.254")
    operator("169.254.0.0/16", "0.0.0.0/0")
    with pytest.raises(OutboundRefused):
        rules.check(str(keys), 80, [keys], rules.WEB_PORTS)
    operator("169.254.169.254")
    rules.check(str(keys), 80, [keys], rules.WEB_PORTS)


def test_nothing_leaves_a_demo(hostile: Server, operator: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    class Inert(type(tenancy())):  # type: ignore[misc]
        def is_inert(self, to: object) -> bool:
            return True

    monkeypatch.setattr(sockets, "tenancy", Inert)
    operator(f"127.0.0.1:{hostile.port}")
    for call in (
        lambda: fetch("GET", hostile.url, here=ONE),
        lambda: connect("127.0.0.1", hostile.port, ports={hostile.port}, here=ONE),
    ):
        with pytest.raises(OutboundRefused) as refusal:
            call()
        assert refusal.value.reason == "inert"
    assert hostile.seen == []
