"""The first page after signing in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.organization.conftest import Company


@pytest.mark.feature("SAAS-07")
def test_everybody_arrives_at_a_page_of_their_own(company: Company, client_for: Callable[..., Client]) -> None:
    boss = client_for(company.person("何欣").account)
    boss.get("/")  # the first request also looks the host up and writes the session down
    with CaptureQueriesContext(connection) as caught:
        answer = boss.get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "何欣，你好" in text
    assert "/guide/" in text
    assert len(caught) <= 25
    me = client_for(company.person("孟繁星").account).get("/").content.decode()
    assert "孟繁星，你好" in me
    assert "/guide/" not in me


def test_a_stranger_is_led_to_the_sign_in(company: Company, visit: Callable[..., Client]) -> None:
    answer = visit().get("/")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/account/sign-in/")
