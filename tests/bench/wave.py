"""A wave of sign-ups (P4): twenty times the usual rate for ten minutes. Everybody gets a site and is told how far it is
meanwhile, nothing is left half made, and other tenants' pages stay as quick as before.

The usual rate is one sign-up a minute, so the wave sends one every three seconds; the pool holds what it usually holds,
and is filled once a minute by a worker of its own, as the schedule does. `--scale` shortens the wave, not its height.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

from tests.bench.signup import ROOT, _answers, _bar, _free_port, _want

DATABASE = "tongban_bench_wave"
USUAL_A_MINUTE, HEIGHT, MINUTES = 1, 20, 10
POOL = 3
#: How often another tenant's page is asked for, before and during the wave.
ASKED_EVERY = 0.25
PATIENCE, QUIET_SECONDS = 300.0, 20.0


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Seconds and ratios, measured on a database of its own in a process of its own."""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    command = [sys.executable, "-m", "tests.bench.wave", str(args.scale)]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(scale: float) -> dict[str, Any]:
    """The wave against the real server, with its worker."""
    from provisioning import pooling

    _want(POOL)
    while pooling.fill("plain"):
        pass
    port, count = os.environ["TONGBAN_PORT"], max(20, round(USUAL_A_MINUTE * HEIGHT * MINUTES * scale))
    server = ["gunicorn", "--config", "python:kernel.config.gunicorn", "kernel.config.wsgi:application"]
    with subprocess.Popen([sys.executable, "-m", *server], stdout=sys.stderr) as web:
        try:
            _answers(f"http://127.0.0.1:{port}/healthz")
            with _beside("pages") as watch:
                time.sleep(QUIET_SECONDS)
                quiet = _ended(watch)
            # Each in a process of its own: they share nothing with those who sign up but the machine.
            with _beside("pages") as watch, _beside("work") as worker:
                waits, told = _wave(port, count)
                during = _ended(watch)
                _ended(worker)
        finally:
            web.terminate()
    ready, half, failed = _became(count)
    return {
        "figures": {
            "sign-ups": count,
            "sign-ups a minute": USUAL_A_MINUTE * HEIGHT,
            "waited until the site opened s p50": round(statistics.median(waits), 2),
            "waited until the site opened s p95": round(_p95(waits), 2),
            "shown how far it is, of those who waited": told,
            "other tenant's page before ms p95": round(_p95(quiet) * 1000, 1),
            "other tenant's page during ms p95": round(_p95(during) * 1000, 1),
            "pages asked for during the wave": len(during),
        },
        "bars": [
            _bar("sign-ups without a site", count - ready, 0),
            _bar("half-made tenants", half, 0),
            _bar("creations with an error", failed, 0),
            _bar("other tenant's page p95, during ÷ before", _p95(during) / _p95(quiet), 1.2),
        ],
    }


def _beside(what: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.wave", what], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    return process


def _ended(process: subprocess.Popen[str]) -> list[float]:
    """Tell a process that it is over; answers what it says last."""
    process.terminate()
    found: list[float] = json.loads(process.communicate()[0].splitlines()[-1])
    return found


def _wave(port: str, count: int) -> tuple[list[float], int]:
    """Send the sign-ups off at their pace, whatever becomes of those before; answers how long each waited, in seconds,
    and how many were shown the page that says how far it is."""
    waits: list[float] = []
    told: list[int] = []
    threads = []
    began = time.perf_counter()
    for number in range(count):
        time.sleep(max(0.0, began + number * 60 / (USUAL_A_MINUTE * HEIGHT) - time.perf_counter()))
        threads.append(threading.Thread(target=_sign_up, args=(port, number, waits, told)))
        threads[-1].start()
    for thread in threads:
        thread.join(PATIENCE)
    return waits or [PATIENCE], len(told)


def _sign_up(port: str, number: int, waits: list[float], told: list[int]) -> None:
    """The last screen, as the browser sends it, then the waiting page each second until the site is there."""
    import re

    import httpx

    key = _verified(number)
    base = f"http://127.0.0.1:{port}"
    with httpx.Client(
        base_url=base, headers={"host": f"localhost:{port}"}, timeout=60, cookies={"session": key}
    ) as site:
        form = site.get("/sign-up/administrator/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert token, form.status_code
        began = time.perf_counter()
        values = {"admin_name": "沈若川", "password": "门前 老槐树 1987 秋千", "csrfmiddlewaretoken": token[1]}
        goal = site.post("/sign-up/administrator/", data=values).headers.get("location", "")
        while goal and time.perf_counter() - began < PATIENCE:
            shown = site.get(goal)
            if shown.status_code >= 500:
                return
            if "/entry/" in shown.text:
                waits.append(time.perf_counter() - began)
                return
            if number not in told:
                told.append(number)
            time.sleep(1)


def _verified(number: int) -> str:
    """The session of a browser that stands at the third screen."""
    from datetime import UTC, datetime

    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connections

    from kernel.actor import Actor
    from kernel.scope import public
    from provisioning.actions import signups
    from provisioning.models import SignUp
    from provisioning.views import signupkey

    by, now = Actor.visitor(f"10.7.{number // 250}.{number % 250}"), datetime.now(UTC)
    try:
        with public():
            session = SessionStore()
            session[signupkey.KEY] = f"wave{number}"
            session.save()
            signup = signups.begin(f"wave{number}", by=by, language="zh-hans", now=now)
            SignUp.objects.filter(pk=signup.pk).update(state="verified", email=f"wave{number}@qinghe.cn")
            signups.name_company(signup, by=by, company=f"青禾机械{number}", slug=f"wave-{number}")
            return str(session.session_key)
    finally:
        connections["default"].close()


def _pages(over: threading.Event) -> list[float]:
    """Another tenant's sign-in page, asked for four times a second; answers the seconds each took."""
    import httpx

    port = os.environ["TONGBAN_PORT"]
    found: list[float] = []
    with httpx.Client(headers={"host": f"one.localhost:{port}"}, timeout=60) as page:
        while not over.is_set():
            asked = time.perf_counter()
            answer = page.get(f"http://127.0.0.1:{port}/account/sign-in/")
            taken = time.perf_counter() - asked
            assert answer.status_code == 200, answer.status_code
            found.append(taken)
            time.sleep(max(0.0, ASKED_EVERY - taken))
    return found[4:]


def _work(over: threading.Event) -> list[float]:
    """What the worker and the schedule do: the queue of creations at once, the pool each minute."""
    from django.db import connections

    from kernel.scope import public
    from provisioning import creating, pooling
    from provisioning.models import Creation

    filled = time.perf_counter()
    while not over.is_set():
        with public():
            rows = Creation.objects.filter(done_at=None, attempts__lt=Creation.TRIES).order_by("began_at")
            waiting = list(rows.values_list("pk", flat=True)[:5])
        for pk in waiting:
            creating.advance(pk)
        if time.perf_counter() - filled > 60:
            filled = time.perf_counter()
            pooling.fill("plain")
        over.wait(0.2 if not waiting else 0)
    connections["default"].close()
    return []


def _became(count: int) -> tuple[int, int, int]:
    """(sites that are ready, tenants that are neither ready nor in the pool, creations with an error)."""
    from kernel.scope import public
    from provisioning.models import Creation
    from tenants import catalogue
    from tenants.models import Domain, Tenant

    with public():
        ready = Creation.objects.exclude(done_at=None).filter(domain__startswith="wave-").count()
        standing = Domain.objects.filter(domain__startswith="wave-").count()
        half = sum(not catalogue.exists(row.schema_name) for row in Tenant.objects.filter(state="trial"))
        half += Tenant.objects.filter(state="building").count() + abs(standing - ready)
        return ready, half, Creation.objects.filter(attempts__gt=0).count()


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * 0.95) - 1)]


def _main(scale: float) -> None:
    import tests.support.environment  # noqa: F401 - the addresses of the tests' services
    from tests.support.services import ensure_services, release_services

    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="kernel.config.settings",
            DATABASE_URL=f"postgresql://tongban:tongban@127.0.0.1:25432/{DATABASE}",
            REDIS_URL="redis://127.0.0.1:26379/14",
            TONGBAN_PORT=_free_port(),
            TONGBAN_VAR=folder,
        )
        ensure_services()
        try:
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connections

            from tests.support import databases

            # A pool would hold on to the database that is being copied; the server has its own.
            connections["default"].settings_dict["OPTIONS"] = {}
            databases.create(DATABASE, databases.template())
            databases.use(DATABASE)
            call_command("collectstatic", verbosity=0, interactive=False)
            try:
                print(json.dumps(measure(scale)))
            finally:
                connections["default"].close()
                databases.drop(DATABASE)
        finally:
            release_services()


def _run_beside(what: str) -> None:
    """Work, or look at pages, until told that it is over."""
    import signal

    import django

    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    django.setup()
    print("ready", flush=True)
    print(json.dumps({"work": _work, "pages": _pages}[what](over)))


if __name__ == "__main__":
    _run_beside(sys.argv[1]) if sys.argv[1] in {"work", "pages"} else _main(float(sys.argv[1]))
