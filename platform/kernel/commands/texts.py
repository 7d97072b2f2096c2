"""`tongban texts compile|extract|check`: the translations, with Babel alone (no gettext tools needed).

A text belongs to the nearest package above it that has an apps.py or a locale/ folder. What TypeScript says comes
from a JSON block in the page and is therefore found in the templates.
"""

from __future__ import annotations

import argparse

from kernel.supervisor.places import CHECKOUT
from kernel.texts import Fault, clashes, compile_all, extract_all, faults

NAME = "texts"
HELP = "translations: compile, extract into the .po files, or check that none is missing"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `texts`."""
    parser.add_argument("action", choices=["compile", "extract", "check"])
    parser.add_argument("only", nargs="*", help="only packages whose path begins so, such as platform/kernel/files")


def run(args: argparse.Namespace) -> int:
    """0, or 1 when `check` finds a text without its translation, or with two."""
    only = tuple(args.only)
    if args.action == "compile":
        for path in compile_all(CHECKOUT, only):
            print(f"compiled {path.relative_to(CHECKOUT)}")
        return 0
    if args.action == "extract":
        for path, missing in extract_all(CHECKOUT, only):
            print(f"{path.relative_to(CHECKOUT)}: {missing} to translate")
        return 0
    found = [*faults(CHECKOUT, only), *clashes(CHECKOUT)]
    for fault in found:
        print(_line(fault))
    print(f"{len(found)} texts to put right." if found else "Every text has its translation.")
    return 1 if found else 0


def _line(fault: Fault) -> str:
    return f"{fault.path.relative_to(CHECKOUT)}:{fault.line}: {fault.words}: {fault.text!r}"
