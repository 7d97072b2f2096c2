"""`tongban audit verify`: recompute the chains over the event logs."""

from __future__ import annotations

import argparse
import sys

NAME = "audit"
HELP = "verify that the audit logs were not tampered with"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify`, of one tenant or of all."""
    parser.add_argument("what", choices=["verify"])
    parser.add_argument(
        "--tenant", metavar="SLUG", help="one tenant by the first part of its address; default: all, and our own"
    )


def run(args: argparse.Namespace) -> int:
    """Print a line a log; 1 when one of them does not hold, 2 for a name that leads nowhere."""
    from kernel.actor import Actor
    from kernel.events.actions.log import verify
    from kernel.ports import tenancy
    from kernel.scope import PUBLIC, public, scope

    with public():
        every = [PUBLIC, *tenancy().every()]
    named = [(tenancy().address(to).partition("://")[2].partition("/")[0], to) for to in every]
    if args.tenant:
        named = [(host, to) for host, to in named if not to.is_public and host.partition(".")[0] == args.tenant]
        if not named:
            print(f"There is no open tenant {args.tenant!r}.", file=sys.stderr)
            return 2
    whole = True
    for host, to in named:
        with scope(to):
            verdict = verify(by=Actor.system("audit verify"))
        whole = whole and verdict.holds
        said = "holds" if verdict.holds else f"BROKEN at seal {verdict.broken_at}: {verdict.reason}"
        print(
            f"{host:<40} {verdict.links:>9} seals  {said}"
            + (f"  ({verdict.unsealed} not sealed yet)" if verdict.unsealed else "")
        )
    return 0 if whole else 1
