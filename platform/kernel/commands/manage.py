"""`tongban manage …`: Django's own management commands, with the environment of this installation."""

from __future__ import annotations

import argparse

NAME = "manage"
HELP = "Django's management commands (`tongban manage help`)"
PASSES_THROUGH = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything is passed on unread."""


def run(args: argparse.Namespace) -> int:
    """What Django answers."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tongban manage", *args.arguments])
    return 0
