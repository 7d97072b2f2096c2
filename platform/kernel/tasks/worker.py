"""The worker: `python -m kernel.tasks.worker QUEUE…` runs dramatiq over queues of one patience."""

from __future__ import annotations

import importlib
import sys

import django

from kernel.registry import manifests


def load() -> None:
    """Import every package's tasks, so that the broker knows the actors."""
    django.setup()
    importlib.import_module("kernel.tasks.schedule")
    for manifest in manifests():
        manifest.part("tasks")


def main(queues: list[str]) -> int:
    """Run the dramatiq command line on this module with these queues."""
    from dramatiq import cli

    processes, threads = ("1", "2") if queues == ["bulk"] else ("2", "6")
    argv = ["kernel.tasks.boot", "--processes", processes, "--threads", threads, "--worker-shutdown-timeout", "20000"]
    if queues:
        argv += ["--queues", *queues]
    arguments = cli.make_argument_parser().parse_args(argv)  # type: ignore[no-untyped-call]
    return int(cli.main(arguments) or 0)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
