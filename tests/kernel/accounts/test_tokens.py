"""The page of access tokens: made, shown once, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kernel.api.models import ApiToken
from kernel.events.models import EventRow
from tests.kernel.accounts.conftest import PASSWORD, make
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("PER-01", "SAAS-07")
TOKENS = "/account/tokens/"


@pytest.fixture
def lan(tenant, client_for) -> Client:
    client: Client = client_for(make(ONE))
    assert client.get(TOKENS)["Location"].startswith("/account/security/confirm/"), "the password comes first"
    client.post(f"/account/security/confirm/?next={TOKENS}", {"password": PASSWORD})
    return client


def new(client: Client, **given: object) -> str:
    answer = client.post(TOKENS, {"name": "考勤接口", "days": 30, "scopes": ["organization:read"], **given})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_token_is_made_and_shown_once(lan: Client) -> None:
    text = new(lan)
    (row,) = ApiToken.objects.all()
    secret = text.split('id="token-secret">')[1].split("<")[0]
    assert secret.startswith(row.prefix) and row.scopes == ["organization:read"]
    assert row.expires_at is not None and row.expires_at - row.created_at == timedelta(days=30)
    again = lan.get(TOKENS).content.decode()
    assert "考勤接口" in again and secret not in again
    assert "组织机构：查看" in again or "查看" in again
    assert EventRow.objects.filter(kind="api.token.made").count() == 1


def test_what_does_not_fit_is_said_and_kept(lan: Client) -> None:
    answer = lan.post(TOKENS, {"name": "考勤接口", "days": 30, "scopes": []})
    assert answer.status_code == 422 and "考勤接口" in answer.content.decode()
    assert lan.post(TOKENS, {"name": "x", "days": 9999, "scopes": ["*:read"]}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_its_owner_only(lan: Client, client_for) -> None:
    new(lan)
    row = ApiToken.objects.get()
    path = f"{TOKENS}{row.pk}/revocation/"
    assert client_for(make(ONE, "wangwei")).post(path).status_code == 404
    assert lan.post(path).status_code == 303
    row.refresh_from_db()
    assert not row.is_valid(datetime.now(UTC)) and "考勤接口" not in lan.get(TOKENS).content.decode()
