"""What a new company waits for: a schema out of the pool, out of the file, and by the migrations themselves; and the
click on "create" until the first page of one's own site, in a real browser against the real server.

Runs on the tests' services with a database of its own, in a process of its own: the settings of the installation that
asks are left alone.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "tongban_bench_signup"
CLAIMS, FOUNDED_EMPTY, MIGRATIONS, BROWSED = 40, 5, 3, 20
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSWORD = "门前 老槐树 1987 秋千"
CODE_FIELD, CREATE = "#id_code", "button.btn-primary"


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Figures in milliseconds; `--scale` makes fewer of each, but never fewer than ten in the browser."""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    command = [sys.executable, "-m", "tests.bench.signup", str(args.scale)]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(scale: float) -> dict[str, Any]:
    """Everything, in a process whose settings are the bench's own."""
    migrate = [_migrated() for _ in range(max(2, round(MIGRATIONS * scale)))]
    claims = _claims(max(10, round(CLAIMS * scale)))
    empty = [_founded_empty(number) for number in range(max(3, round(FOUNDED_EMPTY * scale)))]
    browsed = _browsed(max(10, round(BROWSED * scale)))
    stock = statistics.median(migrate)
    claim, made, seen = statistics.median(claims), statistics.median(empty), _p95(browsed)
    return {
        "figures": {
            "stock migrate ms": round(stock, 1),
            "claim from the pool ms p50": round(claim, 2),
            "claim from the pool ms p95": round(_p95(claims), 2),
            "pool empty, until ready ms p50": round(made, 1),
            "browser, create to first page ms p50": round(statistics.median(browsed), 1),
            "browser, create to first page ms p95": round(seen, 1),
            "browser, sign-ups": len(browsed),
        },
        "bars": [
            _bar("claim ÷ stock migrate", claim / stock, 0.005),
            _bar("pool empty ÷ stock migrate", made / stock, 1 / 8),
            _bar("browser, create to first page p95 (s)", seen / 1000, 2.0),
        ],
    }


def _bar(name: str, value: float, limit: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 5), "limit": limit, "ok": value <= limit}


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * 0.95) - 1)]


def _migrated() -> float:
    """The migrations of a tenant's apps, one after the other, in a schema made for it."""
    from django.core.management import call_command
    from django.db import connections

    from kernel.keys import uuid7
    from kernel.scope import Scope, scope
    from tenants.models.tenant import schema_for

    key = uuid7()
    to = Scope(key, schema_for(key))
    began = time.perf_counter()
    with scope(to), connections["default"].cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{to.schema}"')
        call_command("migrate", verbosity=0, interactive=False)
    return (time.perf_counter() - began) * 1000


def _claims(count: int) -> list[float]:
    """The step that takes a ready schema, by itself."""
    from provisioning import creating, pooling

    _want(count)
    while pooling.fill("plain"):
        pass
    times = []
    for number in range(count):
        creation = _submitted(f"claim{number}")
        began = time.perf_counter()
        assert creating._claim(creation)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _founded_empty(number: int) -> float:
    """With nothing in the pool: schema, claim and first data, until the door is open."""
    from provisioning import creating

    _want(0)
    creation = _submitted(f"empty{number}")
    began = time.perf_counter()
    assert creating.advance(creation)
    return (time.perf_counter() - began) * 1000


def _browsed(count: int) -> list[float]:
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from kernel.scope import public
    from provisioning import pooling
    from provisioning.models import Asked

    _want(count + 1)
    while pooling.fill("plain"):
        pass
    call_command("collectstatic", verbosity=0, interactive=False)
    port = os.environ["TONGBAN_PORT"]
    server = ["gunicorn", "--config", "python:kernel.config.gunicorn", "kernel.config.wsgi:application"]
    with subprocess.Popen([sys.executable, "-m", *server], stdout=sys.stderr) as web:
        try:
            _answers(f"http://127.0.0.1:{port}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                times = []
                for number in range(count + 1):
                    with public():
                        Asked.objects.all().delete()  # or a picture would have to be read
                    times.append(_one_sign_up(browser, f"http://localhost:{port}", number))
                browser.close()
        finally:
            web.terminate()
    return times[1:]  # the first one warms the server up


def _one_sign_up(browser: Any, base: str, number: int) -> float:
    context = browser.new_context(base_url=base, locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    email = f"bench{number}@qinghe.cn"
    page.goto("/sign-up/")
    page.fill("#id_email", email)
    page.click(CREATE)
    page.wait_for_selector(CODE_FIELD)
    page.fill(CODE_FIELD, _code(email))
    page.click(CREATE)
    page.fill("#id_company", f"青禾机械{number}")
    page.fill("#id_slug", f"bench-{number}")
    page.click(CREATE)
    page.fill("#id_admin_name", "沈若川")
    page.fill("#id_password", PASSWORD)
    began = time.perf_counter()
    page.click(CREATE)
    page.wait_for_url(lambda url: f"//bench-{number}." in url and url.endswith("/"), wait_until="load", timeout=60_000)
    page.wait_for_selector(".guide-panel a.btn-primary")
    taken = (time.perf_counter() - began) * 1000
    context.close()
    return taken


def _code(email: str) -> str:
    import re

    from kernel.notices.models import Outgoing
    from kernel.scope import public

    with public():
        found = re.search(r"\b(\d{6})\b", Outgoing.objects.filter(to=email).latest("id").text)
    assert found
    return found[1]


def _submitted(slug: str) -> Any:
    """A sign-up sent off, as the third screen leaves it."""
    from datetime import UTC, datetime

    from kernel.actor import Actor
    from kernel.scope import public
    from provisioning.actions import signups
    from provisioning.models import SignUp

    by, now = Actor.visitor("203.0.113.7"), datetime.now(UTC)
    with public():
        signup = signups.begin(slug, by=by, language="zh-hans", now=now)
        SignUp.objects.filter(pk=signup.pk).update(state="verified", email=f"{slug}@qinghe.cn")
        signups.name_company(signup, by=by, company="青禾机械", slug=slug)
        return signups.submit(signup, by=by, admin_name="沈若川", password=PASSWORD, now=now).pk


def _want(plain: int) -> None:
    from kernel.actor import Actor
    from kernel.scope import public
    from provisioning.actions import pool

    with public():
        pool.want("plain", by=Actor.system("bench"), wanted=plain)
        pool.want("demo", by=Actor.system("bench"), wanted=0)


def _answers(address: str) -> None:
    import urllib.request

    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing answers at {address}")


def _free_port() -> str:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def _main(scale: float) -> None:
    import tests.support.environment  # noqa: F401 - the addresses of the tests' services
    from tests.support.services import ensure_services, release_services

    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="kernel.config.settings",
            DJANGO_ALLOW_ASYNC_UNSAFE="true",  # playwright keeps a loop in this thread
            DATABASE_URL=f"postgresql://tongban:tongban@127.0.0.1:25432/{DATABASE}",
            REDIS_URL="redis://127.0.0.1:26379/15",
            TONGBAN_PORT=_free_port(),
            TONGBAN_VAR=folder,
        )
        ensure_services()
        try:
            import django

            django.setup()
            from django.db import connections

            from tests.support import databases

            # A pool would hold on to the database that is being copied; the server has its own.
            connections["default"].settings_dict["OPTIONS"] = {}
            databases.create(DATABASE, databases.template())
            databases.use(DATABASE)
            try:
                print(json.dumps(measure(scale)))
            finally:
                databases.drop(DATABASE)
        finally:
            release_services()


if __name__ == "__main__":
    _main(float(sys.argv[1]))
