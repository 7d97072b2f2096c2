"""`tongban up`: everything under one supervisor, until Ctrl-C."""

from __future__ import annotations

import argparse
import os

from kernel.supervisor.watch import up

NAME = "up"
HELP = "start everything and keep it running until Ctrl-C"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `up`."""
    parser.add_argument(
        "--only-services", action="store_true", help="only PostgreSQL, Valkey and the object store, not the product"
    )


def run(args: argparse.Namespace) -> int:
    """0 after an orderly end, 1 after a sentence saying what is in the way."""
    return up(dict(os.environ), lambda text: print(text, flush=True), only_services=args.only_services)
