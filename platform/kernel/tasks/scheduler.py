"""The scheduler: `python -m kernel.tasks.scheduler` ticks every ten seconds until it is told to stop."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime

import structlog

TICK_SECONDS = 10
log = structlog.get_logger("tongban.scheduler")


def main() -> None:
    """Tick until SIGTERM or SIGINT. A failed tick is logged and tried again at the next."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kernel.config.settings")
    from kernel.tasks.worker import load

    load()
    from kernel.tasks.schedule import tick

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            for name in tick(datetime.now(UTC)):
                log.info("enqueued", task=name)
        except Exception:
            log.exception("tick failed")
        stop.wait(TICK_SECONDS)


if __name__ == "__main__":
    main()
