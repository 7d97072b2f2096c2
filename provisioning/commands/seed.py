"""`tongban seed`: the first data of an installation, and who can sign in to the showcase."""

from __future__ import annotations

import argparse
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

from kernel.config.environment import environment

NAME = "seed"
HELP = "make the vendor's row and the showcase company, if they are not there yet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """0 when both are in place. The passwords are made at the first run and kept in var/."""
    from django.utils import translation

    from kernel.actor import Actor
    from kernel.scope import public
    from provisioning.actions import founding, staff

    secret = _password(environment.var / "console-password")
    with public():
        founding.found_vendor(by=Actor.system("seed"), now=datetime.now(UTC))
        operator = staff.first(secret, by=Actor.system("seed"), now=datetime.now(UTC))
    password = _password(environment.var / "showcase-password")
    sign_ins = founding.found_showcase(password)
    scheme, base, suffix = environment.scheme, environment.base_domain, environment.port_suffix
    address = f"{scheme}://{founding.showcase_domain()}{suffix}"
    with translation.override("zh-hans"):
        rows = [
            {"title": "公开网站 Public site", "address": f"{scheme}://{base}{suffix}"},
            {
                "title": "运营控制台 Console",
                "address": f"{scheme}://console.{base}{suffix}",
                "name": operator.username,
                "password": secret,
            },
        ]
        rows += [
            {
                "title": f"{sign_in.title} {sign_in.name}",
                "address": address,
                "name": sign_in.username,
                "password": password,
            }
            for sign_in in sign_ins
        ]
    told = environment.var / "signins.json"
    told.touch(mode=0o600)
    told.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _password(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
