"""How gunicorn serves the application: two processes of four threads each, answers on loopback behind a proxy."""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Any

import structlog

from kernel.config.environment import environment

bind = [f"127.0.0.1:{environment.port}"]
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
# Only a proxy on this machine may say who is asking and over what.
forwarded_allow_ips = "127.0.0.1,::1"
# A page's own log line carries tenant and request; a second one without them would only be noise.
accesslog = None
loglevel = "warning"
proc_name = "tongban-web"
# The control socket would be a second way to stop the server, in a folder that may not be ours.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """What somebody's first page would wait for is prepared before there is one: every package's warm.py."""
    from kernel.registry import parts

    for manifest, part in parts("warm"):
        try:
            part.run()
        except Exception:
            structlog.get_logger("tongban.web").exception("could not be prepared", package=manifest.name)


def post_fork(server: Any, worker: Any) -> None:
    """A worker ends with its master, also when the master is killed outright."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)
