"""A pytest plugin loaded before anything else: the environment of the tests, then the services they need."""

from __future__ import annotations

import os
from typing import Any

NAME = os.environ.get("TONGBAN_TEST_NAME", "main")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "tests.support.settings",
        "TONGBAN_SECRET_KEY": "tests-only-" + "k" * 50,
        "TONGBAN_BASE_DOMAIN": "localhost",
        "TONGBAN_PORT": "8000",
        "TONGBAN_VAR": os.environ.get("TONGBAN_TEST_RUN", f"/tmp/tongban-run-{os.getuid()}-{NAME}"),
        "DATABASE_URL": f"postgresql://tongban:tongban@127.0.0.1:25432/tongban_test_{NAME}_{WORKER}",
        "REDIS_URL": f"redis://127.0.0.1:26379/{1 + (int(WORKER[2:]) if WORKER.startswith('gw') else 0)}",
        "S3_ENDPOINT": "http://127.0.0.1:28333",
        "S3_ACCESS_KEY": "tongban-test",
        "S3_SECRET_KEY": "tongban-test-secret",
        "S3_BUCKET": "tongban-test",
        "TONGBAN_TRUSTED_PROXIES": "0",
        "SENTRY_DSN": "",
    }
)


def pytest_configure(config: Any) -> None:
    """Start what does not answer. Workers of xdist find it running: their controller came first."""
    if not hasattr(config, "workerinput"):
        from tests.support.services import ensure_services

        ensure_services()


def pytest_unconfigure(config: Any) -> None:
    """The last run on this machine stops what runs have started."""
    if not hasattr(config, "workerinput"):
        from tests.support.services import release_services

        release_services()
