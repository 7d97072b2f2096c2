"""Which pages may send to the store: asked of the store itself, as a browser asks before it sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kernel.files import origins, store
from kernel.scope import PUBLIC, scope
from tenants.models import Domain
from tests.kernel.files.conftest import PAGES, http
from tests.support.databases import ONE

pytestmark = pytest.mark.feature("SAAS-06")


@pytest.fixture(autouse=True)
def _as_before(bucket: str) -> Iterator[None]:
    yield
    # The bucket is shared with the other tests of this run.
    store.allow(PAGES)


def may_send(origin: str) -> bool:
    """What the store answers a browser that stands on a page of this origin."""
    answer = http(
        "OPTIONS",
        store.signed_put("public/2026/x", 1, "0" * 64),
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type,x-amz-checksum-sha256",
        },
    )
    return answer.headers.get("access-control-allow-origin") in {origin, "*"}


def test_pages_on_the_installation_s_own_domain_may(db: None, bucket: str) -> None:
    origins.allow_pages()
    assert may_send("http://one.localhost:8000") and may_send("http://localhost:8000")
    assert not may_send("https://evil.example") and not may_send("http://localhost.evil.example:8000")


def test_a_company_s_own_address_may_while_it_is_its_own(db: None, bucket: str) -> None:
    assert not may_send("http://oa.heyi.example:8000")
    with scope(PUBLIC):
        row = Domain.objects.create(tenant_id=str(ONE.tenant), domain="oa.heyi.example", verified_at=datetime.now(UTC))
    origins.allow_pages()
    assert may_send("http://oa.heyi.example:8000") and may_send("http://two.localhost:8000")
    with scope(PUBLIC):
        row.delete()
    origins.allow_pages()
    assert not may_send("http://oa.heyi.example:8000")


def test_hundreds_of_addresses_are_told_in_rules_that_the_store_takes(bucket: str) -> None:
    store.allow([f"http://oa{number}.example" for number in range(250)])
    assert may_send("http://oa0.example") and may_send("http://oa249.example") and not may_send("http://oa250.example")
