"""What somebody's first page would wait for is prepared when a web process starts."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.urls import get_resolver

from kernel.config import gunicorn
from tenants import release, warm
from tenants.middleware import URLCONFS

pytestmark = pytest.mark.feature("SAAS-10")


def test_a_web_process_starts_warm() -> None:
    release.release.cache_clear()
    gunicorn.post_worker_init(None)
    assert release.release.cache_info().currsize == 1
    for urlconf in URLCONFS.values():
        assert get_resolver(urlconf)._populated  # type: ignore[attr-defined] # what reversing an address waits for


def test_what_cannot_be_prepared_stops_no_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warm, "run", SimpleNamespace())  # which cannot be called
    with caplog.at_level(logging.ERROR):
        gunicorn.post_worker_init(None)
    assert "could not be prepared" in caplog.text
