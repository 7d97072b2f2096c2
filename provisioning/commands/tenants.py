"""`tongban tenants …`: look at tenants, upgrade, suspend, resume, erase them, or run a command inside one."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.models import Tenant

NAME = "tenants"
HELP = "list, upgrade, suspend, resume, erase tenants; verify them; run a Django command within one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand each."""
    commands = parser.add_subparsers(dest="what", required=True)
    listing = commands.add_parser("list", help="all tenants with state, release and size")
    listing.add_argument("--state", help="only this state")
    upgrade = commands.add_parser("upgrade", help="migrate the public schema, then the tenants that are behind")
    upgrade.add_argument("--only-behind", action="store_true", help="list who is behind and change nothing")
    upgrade.add_argument("--batch", type=int, default=50, help="tenants a batch")
    upgrade.add_argument("--workers", type=int, default=2, help="processes")
    for name, text in (("suspend", "close a site"), ("resume", "open it again"), ("erase", "order its erasure")):
        one = commands.add_parser(name, help=text)
        one.add_argument("slug", help="the first part of its address, or its id")
        one.add_argument("--reason", required=name != "resume", default="", help="stands in its history")
    erase = commands.choices["erase"]
    erase.add_argument("--yes", action="store_true", help="do not ask")
    commands.add_parser("verify", help="compare every tenant's tables with the migrations")
    commands.add_parser("template", help="write the prepared file of this release anew")
    pool = commands.add_parser("pool", help="fill the pool now")
    pool.add_argument("--wanted", type=int, help="how many plain ones are wanted from now on")
    within = commands.add_parser("within", help="run a Django command inside a tenant")
    within.add_argument("slug")
    within.add_argument("arguments", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    """0 when it went well; 1 when somebody stayed behind or differs."""
    return {
        "list": _list,
        "upgrade": _upgrade,
        "suspend": _move,
        "resume": _move,
        "erase": _move,
        "verify": _verify,
        "template": _template,
        "pool": _pool,
        "within": _within,
    }[args.what](args)


def _list(args: argparse.Namespace) -> int:
    from kernel.commands.schedule import print_table
    from kernel.scope import public
    from tenants.models import Domain, Tenant

    rows: list[tuple[str, ...]] = [("address", "company", "state", "release", "accounts", "MB", "schema")]
    with public():
        domains = dict(Domain.objects.filter(is_primary=True).values_list("tenant_id", "domain"))
        found = Tenant.objects.order_by("id")
        for tenant in found.filter(state=args.state) if args.state else found:
            size = "" if tenant.bytes_used is None else f"{tenant.bytes_used / 1e6:.1f}"
            rows.append(
                (domains.get(tenant.pk, "–"), tenant.name, tenant.state, tenant.fingerprint[:8],
                 str(tenant.accounts or ""), size, tenant.schema_name)
            )  # fmt: skip
    print_table(rows)
    return 0


def _upgrade(args: argparse.Namespace) -> int:
    from django.core.management import call_command

    from tenants import upgrade

    if args.only_behind:
        standings, checked = upgrade.behind()
        for standing in standings:
            print(f"  {standing.tenant}  {standing.applied}/{standing.expected}")
        print(f"{len(standings)} of {checked} tenants are behind.")
        return 1 if standings else 0
    call_command("migrate", interactive=False, verbosity=0)
    outcome = upgrade.upgrade(workers=args.workers, batch=args.batch, told=lambda line: print(f"  {line}", flush=True))
    print(
        f"{outcome.checked} tenants looked at in {outcome.check_seconds * 1000:.0f} ms, {outcome.behind} behind,"
        f" {outcome.done} upgraded, {len(outcome.failed)} failed ({outcome.seconds:.1f} s)."
    )
    for tenant_id, error in outcome.failed.items():
        print(f"  {tenant_id}: {error}", file=sys.stderr)
    return 1 if outcome.failed else 0


def _move(args: argparse.Namespace) -> int:
    from kernel.actor import Actor
    from kernel.policies import Conflict, Refused
    from kernel.scope import public
    from kernel.supervisor.failure import CannotStart
    from tenants.actions import life

    by, now = Actor.system(f"command of {getpass.getuser()}"), datetime.now(UTC)
    acts = {"suspend": life.suspend, "resume": life.resume, "erase": life.order_erasure}
    try:
        with public():
            tenant = _found(args.slug)
            question = f"Erase {tenant} ({tenant.schema_name}) once the time to change one's mind is over? Type yes: "
            if args.what == "erase" and not args.yes and input(question) != "yes":
                return 1
            tenant = acts[args.what](tenant, by=by, reason=args.reason, now=now)
    except (Conflict, Refused) as refused:
        raise CannotStart(str(refused.words)) from None
    due = f", next {tenant.due_at:%Y-%m-%d %H:%M} UTC" if tenant.due_at else ""
    print(f"{tenant}: {tenant.state}{due}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    import uuid

    from kernel.scope import Scope, abandon, public, scope
    from tenants import catalogue, templatefile
    from tenants.lifecycle import STANDING
    from tenants.models import Tenant
    from tenants.models.tenant import schema_for

    made = uuid.uuid4()
    with scope(Scope(made, schema_for(made))):
        templatefile.replay(templatefile.template())
        right = catalogue.describe()
        abandon()
    with public():
        tenants = list(Tenant.objects.filter(state__in=STANDING).exclude(schema_name="public"))
    bad = 0
    for tenant in tenants:
        with scope(tenant.scope):
            found = catalogue.describe()
        for kind in ("tables", "columns", "constraints", "indexes"):
            should, has = ({_steady(line) for line in side[kind]} for side in (right, found))
            missing, extra = should - has, has - should
            for line in sorted(missing):
                print(f"  {tenant}: missing {line}")
            for line in sorted(extra):
                print(f"  {tenant}: unexpected {line}")
            bad += bool(missing or extra)
    print(f"{len(tenants)} tenants compared with the migrations." + ("" if bad else " All are equal."))
    return 1 if bad else 0


def _steady(line: str) -> str:
    """A line without the number that an identity goes on with."""
    return line.split(" (START WITH")[0]


def _template(args: argparse.Namespace) -> int:
    from tenants import templatefile

    made = templatefile.build()
    print(f"{templatefile.path()}: {len(made.statements)} statements, release {made.fingerprint[:12]}")
    return 0


def _pool(args: argparse.Namespace) -> int:
    from kernel.actor import Actor
    from kernel.scope import public
    from provisioning import pooling
    from provisioning.actions import pool
    from tenants.models import Tenant

    if args.wanted is not None:
        with public():
            pool.want(Tenant.Stock.PLAIN, by=Actor.system("command"), wanted=args.wanted)
    pooling.keep_full()
    with public():
        for stock in Tenant.Stock.values:
            print(f"  {stock}: {pooling.ready(stock)} of {pooling.wanted(stock)} ready")
    return 0


def _within(args: argparse.Namespace) -> int:
    from django.core.management import CommandError, call_command

    from kernel.scope import public, scope
    from kernel.supervisor.failure import CannotStart

    if not args.arguments:
        raise CannotStart("Say which command, as in `tongban tenants within heyi showmigrations`.")
    with public():
        here = _found(args.slug).scope
    try:
        # Not by Django's own command line, which closes the connection, and with it the unit of work, at its end.
        with scope(here):
            call_command(*args.arguments)
    except CommandError as error:
        raise CannotStart(str(error)) from None
    return 0


def _found(slug: str) -> Tenant:
    from uuid import UUID

    from kernel.config.environment import environment
    from kernel.supervisor.failure import CannotStart
    from tenants.models import Domain, Tenant

    domain = slug if "." in slug else f"{slug}.{environment.base_domain}"
    row = Domain.objects.select_related("tenant").filter(domain=domain).first()
    if row is not None:
        return row.tenant
    try:
        return Tenant.objects.get(pk=UUID(slug))
    except (ValueError, Tenant.DoesNotExist):
        raise CannotStart(f"There is no tenant {slug!r}. `tongban tenants list` names them all.") from None
