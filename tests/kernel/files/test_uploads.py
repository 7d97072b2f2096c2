"""Uploads through a real store: in one request, in parts, resumed, refused, and never through us."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.files import store
from kernel.files.actions import abort_upload, complete_upload, create_file, rename_file, start_upload
from kernel.files.keeping import new_file, parts_of, sizes
from kernel.files.models import File, Owner, Usage
from kernel.files.purposes import PURPOSES
from kernel.files.signing import addresses, arrived, download
from kernel.files.verdicts import OtherOwner
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import Scope, scope
from tests.kernel.files.conftest import PAPER, PICTURE, http, send
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-06")

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
MB = 1024 * 1024


def used() -> tuple[int, int, int]:
    row = Usage.objects.filter(level="tenant").first()
    return (row.used, row.reserved, row.files) if row else (0, 0, 0)


def test_a_small_file_goes_in_one_request(tenant: Scope, lin: Actor) -> None:
    file = send(b"hello", by=lin, name="报告.txt")
    assert file.is_ready
    assert file.key == f"{ONE.key}/{file.created_at:%Y}/{file.pk}"
    assert file.checksum == hashlib.sha256(b"hello").hexdigest()
    assert (file.detected_type, file.charset) == ("text/plain", "utf-8")
    assert used() == (5, 0, 1)
    kinds = list(EventRow.objects.values_list("kind", flat=True))
    assert kinds == ["files.file.uploaded"]
    assert store.read(file.key, 0, 5) == b"hello"


def test_the_store_takes_only_the_announced_content(tenant: Scope, lin: Actor) -> None:
    file = start_upload(PAPER, by=lin, name="a.txt", size=5, checksum=hashlib.sha256(b"hello").hexdigest())
    (address,) = addresses(file, for_=lin)
    assert http("PUT", address.url, b"hellp", address.headers).status == 400
    assert http("PUT", address.url, b"hello!", address.headers).status == 403
    assert http("PUT", address.url, b"hello", {}).status == 403
    assert http("PUT", address.url.replace(str(file.pk), "other"), b"hello", address.headers).status == 403
    with pytest.raises(Invalid):
        complete_upload(file, by=lin)
    assert http("PUT", address.url, b"hello", address.headers).status == 200
    assert complete_upload(file, by=lin).is_ready


def test_a_large_file_goes_in_parts_and_resumes(tenant: Scope, lin: Actor) -> None:
    content = bytes(range(256)) * 4096 * 17  # 17 MB
    file = start_upload(PAPER, by=lin, name="film.bin", size=len(content))
    first, second, third = addresses(file, for_=lin)
    assert [first.size, second.size, third.size] == [8 * MB, 8 * MB, 1 * MB]
    assert used() == (0, len(content), 0)
    assert http("PUT", first.url, content[: 8 * MB]).status == 200
    assert http("PUT", third.url, content[16 * MB :]).status == 200
    # A reload: what has arrived is asked of the store.
    file = File.objects.get(pk=file.pk)
    assert arrived(file, for_=lin) == [1, 3]
    with pytest.raises(Invalid) as refusal:
        complete_upload(file, by=lin)
    assert "2" in str(refusal.value.errors["parts"][0])
    (again,) = addresses(file, [2], for_=lin)
    assert http("PUT", again.url, content[: 8 * MB + 1]).status == 403
    assert http("PUT", again.url, content[8 * MB : 16 * MB]).status == 200
    file = complete_upload(file, by=lin)
    assert file.is_ready
    assert file.checksum == ""
    assert used() == (len(content), 0, 1)
    assert complete_upload(file, by=lin) == file
    assert used() == (len(content), 0, 1)
    assert http("PUT", again.url, content[: 8 * MB]).status == 404


def test_an_upload_whose_finish_was_lost_finishes_again(tenant: Scope, lin: Actor) -> None:
    file = start_upload(PAPER, by=lin, name="a.bin", size=3)
    (address,) = addresses(file, for_=lin)
    http("PUT", address.url, b"abc")
    found = store.parts(file.key, file.upload)
    assert found is not None
    store.join(file.key, file.upload, found)
    assert arrived(file, for_=lin) == [1]
    assert complete_upload(file, by=lin).is_ready


def test_parts_of_five_gigabytes() -> None:
    file = File(size=5 * 1024**3, part_size=parts_of(5 * 1024**3))
    parts = sizes(file)
    assert len(parts) == 640
    assert sum(length for _, length in parts) == file.size
    assert all(length >= 5 * MB for _, length in parts[:-1])


@pytest.mark.parametrize(
    ("content", "name", "to", "reason"),
    [
        (b"hello", "a.png", PICTURE, "type"),
        (b"MZ" + b"\x90" * 100, "发票.pdf", PAPER, "disguised"),
        (b"#!/bin/sh\nrm -rf /\n", "报告.docx", PAPER, "disguised"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.bin", PICTURE, ""),
    ],
)
def test_the_content_decides(tenant: Scope, lin: Actor, content: bytes, name: str, to: str, reason: str) -> None:
    file = send(content, by=lin, name=name, to=to)
    assert file.refused_for == reason
    if reason:
        assert file.state == "refused"
        assert used() == (0, 0, 0)
        assert EventRow.objects.get(kind="files.file.refused").data == {"reason": reason}
        with pytest.raises(Conflict):
            download(file, for_=lin)


def test_a_refused_content_is_deleted_and_so_is_an_aborted_one(own_database: str, lin: Actor) -> None:
    with scope(ONE):
        file = send(b"hello", by=lin, to=PICTURE, name="a.png")
        assert store.head(file.key) is not None
    assert store.head(file.key) is None
    with scope(ONE):
        file = start_upload(PAPER, by=lin, name="a", size=9)
        http("PUT", addresses(file, for_=lin)[0].url, b"123456789")
    with scope(ONE):
        abort_upload(file, by=lin)
    assert store.parts(file.key, file.upload) is None
    with scope(ONE):
        assert not File.objects.filter(pk=file.pk).exists()
        assert used() == (0, 0, 0)


def test_who_may_send_and_finish(tenant: Scope, lin: Actor, wang: Actor, stranger: Actor) -> None:
    for actor in (wang, stranger, Actor.visitor()):
        with pytest.raises(Refused):
            start_upload(PAPER, by=actor, name="a", size=1)
    with pytest.raises(NotFound):
        start_upload("test.nothing", by=lin, name="a", size=1)
    file = start_upload(PAPER, by=lin, name="a", size=1)
    for actor in (wang, stranger, Actor.visitor()):
        for call in (
            lambda: addresses(file, for_=actor),  # noqa: B023
            lambda: arrived(file, for_=actor),  # noqa: B023
            lambda: complete_upload(file, by=actor),  # noqa: B023
            lambda: abort_upload(file, by=actor),  # noqa: B023
        ):
            with pytest.raises(Refused):
                call()


@pytest.mark.parametrize(("size", "to"), [(0, PAPER), (-1, PAPER), (2 * MB, PICTURE), (6 * 1024**3, PAPER)])
def test_sizes_that_are_not_possible(tenant: Scope, lin: Actor, size: int, to: str) -> None:
    with pytest.raises(Invalid):
        start_upload(to, by=lin, name="a", size=size)


def test_a_checksum_that_is_none(tenant: Scope, lin: Actor) -> None:
    with pytest.raises(Invalid):
        start_upload(PAPER, by=lin, name="a", size=1, checksum="abc")


def test_files_that_we_make_ourselves(tenant: Scope, lin: Actor, wang: Actor) -> None:
    file = create_file(PICTURE, by=lin, name="a.png", content=PNG)
    assert (file.is_ready, file.detected_type, file.checksum) == (True, "image/png", hashlib.sha256(PNG).hexdigest())
    assert used() == (len(PNG), 0, 1)
    with pytest.raises(Refused):
        create_file(PICTURE, by=wang, name="a.png", content=PNG)
    with pytest.raises(Invalid):
        create_file(PICTURE, by=lin, name="a.png", content=b"text")


# ------------------------------------------------------------------ whose a file is


def test_the_database_refuses_the_key_of_another_tenant(tenant: Scope, lin: Actor) -> None:
    send(b"x", by=lin)
    owner = Owner.objects.get()
    good = new_file(PURPOSES[PAPER], by=lin, owner=owner, name="a", size=1)
    for change in (
        {"key": good.key.replace(ONE.key, TWO.key)},
        {"key": good.key.replace(ONE.key, TWO.key), "owner_id": TWO.key},
        {"key": f"{ONE.key}/2026/../{good.pk}"},
        {"key": f"{ONE.key}/2026/{'0' * 8}-0000-7000-8000-{'0' * 12}"},
    ):
        bad = new_file(PURPOSES[PAPER], by=lin, owner=owner, name="a", size=1)
        bad.pk = good.pk
        for name, value in {"key": good.key, **change}.items():
            setattr(bad, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            bad.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Owner.objects.create(id=2, key=TWO.key)
    good.save(force_insert=True)


def test_a_row_that_got_into_another_schema_is_not_signed(db: None, lin: Actor) -> None:
    with scope(ONE):
        file = send(b"x", by=lin)
    with scope(TWO), pytest.raises(OtherOwner):
        download(file, for_=lin)


def test_a_schema_keeps_its_owner(tenant: Scope, lin: Actor) -> None:
    Owner.objects.create(id=1, key=TWO.key)
    with pytest.raises(OtherOwner):
        start_upload(PAPER, by=lin, name="a", size=1)


def test_the_twin_has_the_same_id_and_other_bytes(db: None, lin: Actor) -> None:
    with scope(ONE):
        first = send(b"one", by=lin)
    with scope(TWO):
        second = send(b"two", by=lin)
        twin = File.objects.get(pk=second.pk)
        twin.pk = first.pk
        twin.key = f"{TWO.key}/{first.created_at:%Y}/{first.pk}"
        store.put(twin.key, b"two")
        twin.save(force_insert=True)
        assert http("GET", download(twin, for_=lin)).body == b"two"
    with scope(ONE):
        url = download(first, for_=lin)
        assert http("GET", url).body == b"one"
    assert http("GET", url.replace(ONE.key, TWO.key)).status == 403


def test_bytes_come_from_another_origin_than_pages() -> None:
    from kernel.config.environment import environment

    signed = urlsplit(store.signed_get(f"{ONE.key}/2026/x", kind="text/plain", disposition="attachment"))
    pages = f"{environment.base_domain}{environment.port_suffix}"
    assert signed.netloc != pages
    assert not signed.netloc.endswith(pages)


def test_renaming_keeps_key_and_refuses_a_disguise(
    tenant: Scope, lin: Actor, wang: Actor, sent: Callable[..., File]
) -> None:
    file = sent(b"#!/bin/sh\n", name="run.sh")
    key = file.key
    assert rename_file(file, by=lin, name="../../etc/运行\u202e.sh").name == "运行.sh"
    with pytest.raises(Invalid):
        rename_file(file, by=lin, name="发票.pdf")
    with pytest.raises(Invalid):
        rename_file(file, by=lin, name="  ")
    with pytest.raises(Refused):
        rename_file(file, by=wang, name="b")
    assert File.objects.get(pk=file.pk).key == key
