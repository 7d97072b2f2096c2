"""The product's own processes: what each is called, how it is run and when it counts as up."""

from __future__ import annotations

import http.client
import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.supervisor.places import User
from kernel.supervisor.ports import answers
from kernel.supervisor.process import Program
from kernel.supervisor.settings import port

_FIRST = {"mail", "web"}


@dataclass(frozen=True)
class Process:
    """One of our processes. `port` 0 means that it listens nowhere.

    `awaited` is what people need first: the rest would only take the processors away from it, and follows behind.
    """

    title: str
    setting: str
    port: int
    ready: Callable[[], bool]
    awaited: bool
    program: Program


def processes(environ: Mapping[str, str], var: Path, user: User | None) -> list[Process]:
    """The processes of an installation, in the order of their start."""

    def made(
        name: str, title: str, arguments: list[str], setting: str = "", ready: Callable[[], bool] | None = None
    ) -> Process:
        return Process(
            title=title,
            setting=setting,
            port=port(environ, setting) if setting else 0,
            awaited=name in _FIRST,
            ready=ready or (lambda: not setting or answers(port(environ, setting))),
            program=Program(
                name=name,
                argv=(sys.executable, "-m", *arguments),
                log=var / "log" / f"{name}.log",
                folder=var,
                # As many connections as a process has threads, or one task would wait for the end of another.
                environment={"TONGBAN_POOL_SIZE": "8", **environ} if name.startswith("worker") else environ,
                user=user,
            ),
        )

    web = port(environ, "TONGBAN_PORT")
    live = str(port(environ, "TONGBAN_LIVE_PORT"))
    found = []
    if not environ.get("EMAIL_URL"):
        found.append(made("mail", "The mail catcher", ["kernel.supervisor.mailcatcher"], "TONGBAN_MAIL_PORT"))
    gunicorn = ["gunicorn", "--config", "python:kernel.config.gunicorn", "kernel.config.wsgi:application"]
    found.append(made("web", "The web server", gunicorn, "TONGBAN_PORT", lambda: answers_http(web, environ)))
    uvicorn = ["uvicorn", "kernel.live.asgi:application", "--host", "127.0.0.1", "--port", live, "--no-access-log"]
    # An open stream would otherwise hold up the end until its reader leaves.
    uvicorn += ["--timeout-graceful-shutdown", "2", "--log-level", "warning"]
    if _exists("kernel.live.asgi"):
        found.append(made("live", "The live process", uvicorn, "TONGBAN_LIVE_PORT"))
    # Two, so that long work never stands in the way of short work.
    found.append(made("worker", "The worker", ["kernel.tasks.worker", "now", "soon"]))
    found.append(made("worker-bulk", "The worker for long tasks", ["kernel.tasks.worker", "bulk"]))
    found.append(made("scheduler", "The scheduler", ["kernel.tasks.scheduler"]))
    return found


def answers_http(number: int, environ: Mapping[str, str]) -> bool:
    """Whether the web server there gives any answer that is not a failure of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=10)
    try:
        host = environ.get("TONGBAN_BASE_DOMAIN") or "localhost"
        connection.request("GET", "/healthz", headers={"Host": f"{host}:{number}"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
