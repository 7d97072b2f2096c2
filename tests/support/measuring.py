"""The ground that benchmarks stand on: a process with the settings of the tests, the services, a database of its own.

A benchmark's `run(args)` answers `in_own_process(__name__, args)`; the process calls the module's `measure(scale)` with
the database of two tenants at hand and takes what it answers. With `bare=True` there are only the services, for those
that make a database of their own (`scratch.database`).
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Result = dict[str, Any]


def in_own_process(module: str, args: Namespace, *, bare: bool = False) -> Result:
    """What `measure(scale)` of a module answers in a process of its own. Raises RuntimeError when that fails."""
    from kernel.supervisor.places import CHECKOUT

    words = [sys.executable, "-m", "tests.support.measuring", module, str(args.scale), "bare" if bare else "ground"]
    path = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "platform"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.setdefault("TONGBAN_TEST_NAME", f"bench{os.getpid()}")
    done = subprocess.run(words, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{module} failed with {done.returncode}; see above")
    answer: Result = json.loads(done.stdout.splitlines()[-1])
    return answer


def bar(name: str, value: float, limit: float) -> Result:
    """Something that must not be more than its limit."""
    return {"name": name, "value": round(value, 3), "limit": limit, "ok": value <= limit}


def per_cent(values: Sequence[float], part: float) -> float:
    """The value that so many per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(part / 100 * len(ordered)) - 1))]


def milliseconds(do: Callable[[], Any]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def say(words: str) -> None:
    """A line about how far it is, beside the answer."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def ground() -> Iterator[str]:
    """Services, and an own database of two empty tenants in which commits are real; dropped at the end."""
    from django.db import connections
    from django.test.utils import setup_test_environment

    from tests.support import databases
    from tests.support.environment import NAME
    from tests.support.services import ensure_services, release_services

    ensure_services()
    setup_test_environment(debug=False)
    name = f"tongban_bench_{NAME}"
    template = databases.template()
    connections["default"].close()
    databases.create(name, template)
    databases.use(name)
    try:
        yield name
    finally:
        connections["default"].close()
        databases.drop(name)
        if NAME.startswith("bench"):
            databases.drop(template)
        release_services()


@contextmanager
def services() -> Iterator[None]:
    """The services alone."""
    from tests.support.services import ensure_services, release_services

    ensure_services()
    try:
        yield
    finally:
        release_services()


def _main(module: str, scale: str, kind: str) -> None:
    import django

    import tests.support.environment  # noqa: F401 - sets the environment before anything reads it

    django.setup()
    logging.disable(logging.CRITICAL)
    from importlib import import_module

    with services() if kind == "bare" else ground():
        answer = import_module(module).measure(float(scale))
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    _main(*sys.argv[1:])
