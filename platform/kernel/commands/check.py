"""`tongban check`: whether this installation can run: its settings, its services, Django's own checks."""

from __future__ import annotations

import argparse
import sys

NAME = "check"
HELP = "check the settings, the services and the code"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `check`."""
    parser.add_argument("--deploy", action="store_true", help="also Django's checks for a public installation")


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 with a line for each thing that is not."""
    faults = [*_settings(), *_services(), *_django(args.deploy)]
    for fault in faults:
        print(f"  ✗ {fault}", file=sys.stderr)
    print("All is well." if not faults else f"{len(faults)} to put right.")
    return 1 if faults else 0


def _settings() -> list[str]:
    from kernel.config.environment import environment

    faults = []
    if len(environment.secret_key) < 32:
        faults.append("TONGBAN_SECRET_KEY is missing or short; set it to at least 32 random characters.")
    if not environment.store.secret_key:
        faults.append("S3_ACCESS_KEY and S3_SECRET_KEY are missing, so no file can be kept.")
    if environment.secure and environment.debug:
        faults.append("TONGBAN_DEBUG=1 shows the inside of the product to everybody; take it away.")
    if not environment.var.is_dir():
        faults.append(
            f"The data folder {environment.var} is missing; start once with `tongban up`, or set TONGBAN_VAR."
        )
    return faults


def _services() -> list[str]:
    from kernel.watching.health import look

    faults = []
    for finding in look():
        if finding.ok:
            print(f"  ✓ {finding.service} ({finding.milliseconds} ms)")
        else:
            faults.append(f"{finding.service} does not answer as it should ({finding.words}).")
    return faults


def _django(deploy: bool) -> list[str]:
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=deploy)
    return [f"{message.id}: {message.msg}" for message in found if not message.is_silenced()]
