"""`tongban files`: the object store made ready, and each tenant's files looked after by hand."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from uuid import UUID

from kernel.actor import Actor
from kernel.files import inspecting, origins, store, sweeping
from kernel.files.actions import recount_usage
from kernel.files.verdicts import StoreDown
from kernel.ports import tenancy
from kernel.scope import Scope, public, scope
from kernel.supervisor.failure import CannotStart

NAME = "files"
HELP = "the object store: prepare the bucket, recount what tenants use, sweep, check a sample"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `files`."""
    parser.add_argument("action", choices=["prepare", "recount", "sweep", "check"])
    parser.add_argument("--tenant", type=UUID, help="only this tenant, by its id")


def run(args: argparse.Namespace) -> int:
    """0, or 1 when something was found that should not be."""
    try:
        if args.action == "prepare":
            store.prepare()
            origins.allow_pages()
            return 0
        found = 0
        for to in _wanted(args.tenant):
            lines = list(_do(args.action, to))
            found += len(lines)
            for line in lines:
                print(f"{to.key}: {line}", flush=True)
    except StoreDown as down:
        raise CannotStart(f"The object store does not answer as it should: {down.__cause__}") from None
    return 1 if found and args.action in {"check", "sweep"} else 0


def _wanted(tenant: UUID | None) -> list[Scope]:
    with public():
        every = list(tenancy().every())
    chosen = [to for to in every if tenant is None or to.tenant == tenant]
    if tenant is not None and not chosen:
        raise CannotStart(f"There is no open tenant {tenant}.")
    return chosen


def _do(action: str, to: Scope) -> Iterator[str]:
    match action:
        case "recount":
            with scope(to):
                wrong = recount_usage(by=Actor.system("files"))
            yield from (f"{name}: {was} bytes were counted, {now} are used" for name, (was, now) in wrong.items())
        case "sweep":
            done = sweeping.sweep(to)
            if done.missing:
                yield f"{done.missing} files are missing in the store"
        case _:
            if wrong_files := inspecting.check_sample(to):
                yield f"{wrong_files} files are damaged"
