"""`tongban search rebuild`: read everything that can be found again, tenant by tenant, while people go on searching."""

from __future__ import annotations

import argparse
import sys
import time

NAME = "search"
HELP = "rebuild what the search knows, of one tenant or of all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `search`."""
    parser.add_argument("action", choices=["rebuild"])
    parser.add_argument("--tenant", help="the tenant's schema or id; without it every open tenant")
    parser.add_argument("--kind", action="append", default=[], help="only this kind; may be given several times")


def run(args: argparse.Namespace) -> int:
    """0, or 1 when no tenant or kind is meant, or one tenant failed; the others are done all the same."""
    from kernel.ports import tenancy
    from kernel.scope import public
    from kernel.search.actions.indexing import rebuild
    from kernel.search.sources import SOURCES

    if unknown := set(args.kind) - set(SOURCES):
        print(f"Nothing is searched as {', '.join(sorted(unknown))}. Known: {', '.join(SOURCES)}.", file=sys.stderr)
        return 1
    with public():
        found = [to for to in tenancy().every() if args.tenant in {None, to.schema, to.key}]
    if not found:
        print("There is no such open tenant.", file=sys.stderr)
        return 1
    failed = 0
    for to in found:
        began = time.monotonic()
        try:
            counts = rebuild(to, args.kind)
        except Exception as error:
            failed += 1
            print(f"{to.schema}: {type(error).__name__}: {error}", file=sys.stderr)
        else:
            print(f"{to.schema}: {sum(counts.values())} entries in {time.monotonic() - began:.1f} s")
    return 1 if failed else 0
