"""Files by the API: announced, sent to the store itself, finished, fetched, put into the bin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from kernel.files.models import File
from kernel.scope import scope
from tests.kernel.files.conftest import LIN, PAPER, PICTURE, WANG, bucket, http
from tests.support.databases import ONE
from tests.support.programs import RIGHTS, Program, account, token, told

pytestmark = [pytest.mark.feature("SAAS-06"), pytest.mark.usefixtures(bucket.__name__)]
CONTENT = "季度报告".encode()


def program_as(key: object, name: str, *rights: str) -> Program:
    return Program(token(account(name, *rights, id=key))[1])


@pytest.fixture
def lin(program: Callable[..., Program]) -> Program:
    return program_as(LIN, "lin")


@pytest.fixture
def wang(program: Callable[..., Program]) -> Program:
    return program_as(WANG, "wang")


def begin(lin: Program, content: bytes = CONTENT, name: str = "报告.txt", **given: object) -> dict[str, Any]:
    told_of = {"purpose": PAPER, "name": name, "size": len(content), **given}
    answer = lin.post("files/uploads/", told_of)
    assert answer.status_code == 201, answer.content
    begun: dict[str, Any] = told(answer)
    return begun


@pytest.fixture
def sent(lin: Program) -> Callable[..., str]:
    """Send a content whole; answers the id."""

    def send(content: bytes = CONTENT, name: str = "报告.txt") -> str:
        begun = begin(lin, content, name, sha256=hashlib.sha256(content).hexdigest())
        (part,) = begun["parts"]
        assert http("PUT", part["url"], content, part["headers"]).status == 200
        done = lin.post(f"files/uploads/{begun['id']}/completion/")
        assert done.status_code == 200 and told(done)["state"] == "ready", done.content
        return str(begun["id"])

    return send


def test_a_file_is_sent_fetched_renamed_deleted_and_restored(lin: Program, sent: Callable[..., str]) -> None:
    key = sent()
    one = told(lin.get(f"files/files/{key}/"))
    assert (one["name"], one["size"], one["type"]) == ("报告.txt", len(CONTENT), "text/plain")
    address = told(lin.get(f"files/files/{key}/address/?inline=true"))
    assert address["expires_in"] == 300
    assert http("GET", address["url"]).body == CONTENT
    assert told(lin.patch(f"files/files/{key}/", {"name": "年报.txt"}))["name"] == "年报.txt"
    assert lin.patch(f"files/files/{key}/", {"name": ""}).status_code == 422
    assert lin.delete(f"files/files/{key}/").status_code == 204
    assert lin.get(f"files/files/{key}/address/").status_code == 409
    assert told(lin.post(f"files/files/{key}/restoration/"))["state"] == "ready"


def test_an_upload_in_parts_goes_on_after_a_break(lin: Program) -> None:
    content = b"a" * (8 * 1024 * 1024) + b"b" * 100
    begun = begin(lin, content, "大.bin")
    key, parts = begun["id"], begun["parts"]
    assert begun["part_count"] == 2 and isinstance(parts, list)
    assert http("PUT", parts[0]["url"], content[: parts[0]["size"]]).status == 200
    assert told(lin.get(f"files/uploads/{key}/"))["arrived"] == [1]
    early = lin.post(f"files/uploads/{key}/completion/")
    assert early.status_code == 422 and "parts" in told(early)["error"]["fields"]
    (fresh,) = told(lin.post(f"files/uploads/{key}/parts/", {"numbers": [2]}))["parts"]
    assert http("PUT", fresh["url"], content[-fresh["size"] :]).status == 200
    assert told(lin.post(f"files/uploads/{key}/completion/"))["size"] == len(content)


def test_a_refusal_of_the_content_is_kept_and_told(lin: Program) -> None:
    content = b"MZ" + bytes(200)
    begun = begin(lin, content, "照片.png", purpose=PICTURE, sha256=hashlib.sha256(content).hexdigest())
    (part,) = begun["parts"]
    assert http("PUT", part["url"], content, part["headers"]).status == 200
    answer = lin.post(f"files/uploads/{begun['id']}/completion/", None, Idempotency_Key="k")
    assert answer.status_code == 422 and told(answer)["error"]["code"] == "invalid"
    again = lin.post(f"files/uploads/{begun['id']}/completion/", None, Idempotency_Key="k")
    assert again.status_code == 422 and told(again) == told(answer)
    with scope(ONE):
        assert File.objects.get(pk=begun["id"]).refused_for == "type"


def test_one_lists_one_s_own_and_reads_what_one_may(lin: Program, wang: Program, sent: Callable[..., str]) -> None:
    first, second = sent(), sent(b"zwei", "b.txt")
    stranger = Program(token(account("nobody"))[1])
    assert [row["id"] for row in told(lin.get("files/files/"))["items"]] == [second, first]
    lin.delete(f"files/files/{first}/")
    assert [row["id"] for row in told(lin.get("files/files/?state=deleted"))["items"]] == [first]
    assert [row["id"] for row in told(lin.get(f"files/files/?state=ready&purpose={PAPER}"))["items"]] == [second]
    assert told(lin.get("files/files/?purpose=other.thing"))["items"] == []
    assert told(wang.get("files/files/"))["items"] == []
    assert wang.get(f"files/files/{second}/").status_code == 200, "its purpose lets Wang read"
    assert wang.patch(f"files/files/{second}/", {"name": "x.txt"}).status_code == 403
    assert wang.delete(f"files/files/{second}/").status_code == 403
    for path in ("", "address/"):
        assert stranger.get(f"files/files/{second}/{path}").status_code == 404
    assert wang.get(f"files/uploads/{second}/").status_code == 404, "an upload is its sender's"
    assert wang.post("files/uploads/", {"purpose": PAPER, "name": "a", "size": 1}).status_code == 403


def test_bad_announcements_are_told_at_their_field(lin: Program) -> None:
    good = {"purpose": PAPER, "name": "a.txt", "size": 1}
    for field, value in (("size", 0), ("size", 6 * 1024**4), ("size", "x"), ("sha256", "zz"), ("name", "")):
        answer = lin.post("files/uploads/", {**good, field: value})
        assert answer.status_code == 422 and field in told(answer)["error"]["fields"]
    assert lin.post("files/uploads/", {**good, "purpose": "no.such"}).status_code == 404


def test_an_upload_is_given_up(lin: Program) -> None:
    key = begin(lin)["id"]
    assert lin.delete(f"files/uploads/{key}/").status_code == 204
    assert lin.get(f"files/uploads/{key}/").status_code == 404


def test_a_store_that_does_not_answer_is_told(lin: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.files import store
    from kernel.files.verdicts import StoreDown

    def down(*given: object, **options: object) -> None:
        raise StoreDown

    monkeypatch.setattr(store, "begin_parts", down)
    answer = lin.post("files/uploads/", {"purpose": PAPER, "name": "a.txt", "size": 1})
    assert answer.status_code == 503 and told(answer)["error"]["code"] == "unavailable"


def test_the_room_is_for_those_who_look_after_it(lin: Program, sent: Callable[..., str]) -> None:
    sent()
    assert lin.get("files/room/").status_code == 403
    RIGHTS["lin"] = frozenset({"preferences.manage"})
    assert told(lin.get("files/room/"))["used"] >= len(CONTENT)
