"""What the start says at its end: where things are and how to sign in, and nothing else."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from kernel.supervisor.settings import port


def announcement(environ: Mapping[str, str], var: Path, took: float, *, only_services: bool) -> str:
    """The closing block. Sign-ins come from var/signins.json, which the seed writes:
    `[{"title", "address", "name", "password"}]`; without it only the addresses are told."""
    if only_services:
        return f"\nThe servers are up ({took:.1f} s). Logs: {var / 'log'}   Ctrl-C ends them."
    scheme = environ.get("TONGBAN_SCHEME") or "http"
    domain = environ.get("TONGBAN_BASE_DOMAIN") or "localhost"
    suffix = f":{port(environ, 'TONGBAN_PORT')}"
    rows = _signins(var) or [
        {"title": "Public site", "address": f"{scheme}://{domain}{suffix}"},
        {"title": "Console", "address": f"{scheme}://console.{domain}{suffix}"},
    ]
    wide = max(_width(row.get("title", "")) for row in rows)
    far = max(len(row.get("address", "")) for row in rows)
    lines = ["", f"Tongban 同办 is up ({took:.1f} s).", ""]
    for row in rows:
        title = row.get("title", "")
        line = f"  {title}{' ' * (wide - _width(title))}   {row.get('address', '').ljust(far)}"
        if row.get("name"):
            line += f"   {row['name']} / {row.get('password', '')}"
        lines.append(line.rstrip())
    lines += ["", f"  Logs: {var / 'log'}   Ctrl-C ends everything."]
    return "\n".join(lines)


def _signins(var: Path) -> list[dict[str, str]]:
    try:
        found = json.loads((var / "signins.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(found, list):
        return []
    return [{str(key): str(value) for key, value in row.items()} for row in found if isinstance(row, dict)]


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
