"""The pages and the JSON interface: signed in, own tenant, no byte through us, few queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.files.forms import UploadField
from kernel.files.models import File
from kernel.files.purposes import PURPOSES, purpose
from kernel.scope import Scope, scope
from tests.kernel.files.conftest import PAPER, http, send
from tests.support.databases import ONE, TWO

pytestmark = pytest.mark.feature("SAAS-06")

OWN = "test.own"


def own_may(actor: Actor, act: str, file: File | None) -> bool:
    return actor.is_signed_in and (file is None or file.created_by_account == actor.account)


if OWN not in PURPOSES:
    purpose(OWN, title="Own", may=own_may)


@pytest.fixture
def account(db: None) -> Account:
    """The same id in both tenants."""
    with scope(TWO):
        Account.objects.create(id=UUID(int=0x31), username="lin")
    with scope(ONE):
        return Account.objects.create(id=UUID(int=0x31), username="lin")


@pytest.fixture
def client(account: Account, client_for: Callable[..., Client]) -> Client:
    return client_for(account)


def post(client: Client, url: str, given: object = None, **headers: str) -> Any:
    return client.post(
        url, json.dumps(given or {}), content_type="application/json", headers={"accept": "application/json", **headers}
    )


def begun(client: Client, content: bytes = b"hello", **given: object) -> dict[str, Any]:
    answer = post(client, "/files/uploads/", {"purpose": OWN, "name": "报告.txt", "size": len(content), **given})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_from_announcement_to_download(client: Client) -> None:
    upload = begun(client)
    assert upload["state"] == "uploading"
    assert urlsplit(upload["parts"][0]["url"]).netloc == urlsplit(environment.store.public_endpoint).netloc
    assert http("PUT", upload["parts"][0]["url"], b"hello").status == 200
    state = client.get(upload["state_url"], headers={"accept": "application/json"}).json()
    assert state["arrived"] == [1]
    done = post(client, upload["state_url"] + "completion/")
    assert done.status_code == 200
    assert done.json()["state"] == "ready"
    assert "报告.txt" in done.json()["chip"]
    fetched = client.get(f"/files/{upload['id']}/content/")
    assert fetched.status_code == 302
    assert fetched.content == b""
    assert "no-store" in fetched["Cache-Control"]
    assert http("GET", fetched["Location"]).body == b"hello"
    assert urlsplit(fetched["Location"]).netloc != "one.localhost:8000"


def test_more_addresses_and_giving_up(client: Client) -> None:
    upload = begun(client, b"x" * (20 * 1024 * 1024))
    assert [part["number"] for part in upload["parts"]] == [1, 2, 3]
    more = post(client, upload["state_url"] + "parts/", {"numbers": [2, 3, 99]})
    assert [part["number"] for part in more.json()["parts"]] == [2, 3]
    assert post(client, upload["state_url"] + "parts/", {"numbers": ["2"]}).status_code == 422
    missing = post(client, upload["state_url"] + "completion/")
    assert missing.status_code == 422
    assert "parts" in missing.json()["error"]["fields"]
    assert client.delete(upload["state_url"]).status_code == 204
    assert client.get(upload["state_url"]).status_code == 404


def test_a_refused_content_is_told_and_the_refusal_kept(client: Client) -> None:
    upload = begun(client, b"#!/bin/sh\n", name="发票.pdf")
    http("PUT", upload["parts"][0]["url"], b"#!/bin/sh\n")
    answer = post(client, upload["state_url"] + "completion/")
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
    with scope(ONE):
        assert File.objects.get(pk=upload["id"]).refused_for == "disguised"


@pytest.mark.parametrize(
    "given",
    [
        {"size": "5"},
        {"size": True},
        {"size": None},
        {"size": 0},
        {"name": 5},
        {"name": "a\x00"},
        {"purpose": None},
        {"sha256": "x"},
    ],
)
def test_announcements_that_make_no_sense(client: Client, given: dict[str, object]) -> None:
    answer = post(client, "/files/uploads/", {"purpose": OWN, "name": "a", "size": 1, **given})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"]


@pytest.mark.parametrize("body", ["", "[]", "5", "{", "null"])
def test_bodies_that_are_no_object(client: Client, body: str) -> None:
    answer = client.post(
        "/files/uploads/", body, content_type="application/json", headers={"accept": "application/json"}
    )
    assert answer.status_code == 422


def test_visitors_and_others_get_nothing(
    client: Client, visit: Callable[..., Client], client_for: Callable[..., Client]
) -> None:
    upload = begun(client)
    with scope(ONE):
        other = Account.objects.create(username="wang")
    addresses = [
        ("get", upload["state_url"]),
        ("delete", upload["state_url"]),
        ("post", upload["state_url"] + "parts/"),
        ("post", upload["state_url"] + "completion/"),
        ("get", f"/files/{upload['id']}/"),
        ("get", f"/files/{upload['id']}/content/"),
        ("post", f"/files/{upload['id']}/name/"),
        ("post", f"/files/{upload['id']}/deletion/"),
        ("post", f"/files/{upload['id']}/restoration/"),
    ]
    stranger, visitor = client_for(other), visit("one")
    for method, url in addresses:
        assert getattr(stranger, method)(url).status_code == 404, url
        told = getattr(visitor, method)(url, headers={"accept": "application/json"})
        assert told.status_code == 401, url
    assert post(visitor, "/files/uploads/").status_code == 401


def test_the_twin_with_the_same_account_gets_nothing(
    client: Client, account: Account, client_for: Callable[..., Client]
) -> None:
    with scope(ONE):
        actor = Actor(kind="person", name="林", account=account.pk)
        file = send(b"hello", by=actor, to=OWN)
    with scope(TWO):
        twin_account = Account.objects.get(pk=account.pk)
    twin = client_for(twin_account, "two")
    assert client.get(f"/files/{file.pk}/content/").status_code == 302
    for path in ("", "content/"):
        assert twin.get(f"/files/{file.pk}/{path}").status_code == 404
    assert twin.post(f"/files/{file.pk}/deletion/").status_code == 404


def test_renamed_deleted_restored(client: Client, account: Account) -> None:
    with scope(ONE):
        file = send(b"#!/bin/sh\n", by=Actor(kind="person", name="林", account=account.pk), to=OWN, name="a.sh")
    assert client.post(f"/files/{file.pk}/name/", {"name": "b.sh"}).status_code == 303
    refused = client.post(f"/files/{file.pk}/name/", {"name": "发票.pdf"})
    assert refused.status_code == 422
    assert "发票.pdf" in refused.content.decode()
    assert client.post(f"/files/{file.pk}/deletion/", {"next": "https://evil.example/"})["Location"].startswith(
        "/files/"
    )
    assert client.get(f"/files/{file.pk}/content/").status_code == 409
    assert "/restoration/" in client.get(f"/files/{file.pk}/").content.decode()
    assert client.post(f"/files/{file.pk}/restoration/").status_code == 303
    assert client.get(f"/files/{file.pk}/content/").status_code == 302


def test_a_store_that_is_down_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.files import store
    from kernel.files.verdicts import StoreDown

    def down(*given: object, **named: object) -> None:
        raise StoreDown

    monkeypatch.setattr(store, "begin_parts", down)
    answer = post(client, "/files/uploads/", {"purpose": OWN, "name": "a", "size": 1})
    assert answer.status_code == 503
    assert answer.json()["error"]["message"]
    with scope(ONE):
        assert not File.objects.exists()


def test_a_page_costs_few_queries(client: Client, account: Account) -> None:
    with scope(ONE):
        file = send(b"hello", by=Actor(kind="person", name="林", account=account.pk), to=OWN)
    client.get(f"/files/{file.pk}/content/")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(f"/files/{file.pk}/content/").status_code == 302
    assert len(seen) <= 14, [query["sql"] for query in seen.captured_queries]


def test_a_hostile_name_is_shown_as_text(client: Client, account: Account) -> None:
    with scope(ONE):
        file = send(
            b"hello",
            by=Actor(kind="person", name="<img src=x onerror=alert(1)>", account=account.pk),
            to=OWN,
            name="'><script>alert(1)</script>.txt",
        )
    page = client.get(f"/files/{file.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<bdi>" in page


def test_the_field_keeps_what_was_sent_and_refuses_what_is_not_ones_own(
    tenant: Scope, lin: Actor, stranger: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import ValidationError

    mine, other = send(b"a", by=lin), send(b"b", by=lin)
    field = UploadField(PAPER, by=lin, required=False)
    assert field.clean([str(mine.pk), str(other.pk)]) == [mine, other]
    monkeypatch.setattr("django.conf.settings.ROOT_URLCONF", "kernel.config.urls_tenant")
    drawn = field.widget.render("files", [str(mine.pk)], {"id": "id_files"})
    assert f'value="{mine.pk}"' in drawn
    assert 'data-upload="/files/uploads/"' in drawn
    for by, given in ((stranger, [str(mine.pk)]), (lin, ["nonsense"]), (lin, [str(UUID(int=9))])):
        with pytest.raises(ValidationError):
            UploadField(PAPER, by=by).clean(given)
    with pytest.raises(ValidationError):
        UploadField(PAPER, by=lin, multiple=False).clean([str(mine.pk), str(other.pk)])
    with pytest.raises(ValidationError):
        UploadField(PAPER, by=lin).clean([])
    kept = UploadField(PAPER, by=stranger, standing=[mine])
    assert kept.clean([str(mine.pk)]) == [mine]
