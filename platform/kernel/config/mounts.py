"""Which pages stand where: gathered from the packages by the names of their lists."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from kernel.registry import parts


def gather(attribute: str) -> list[Any]:
    """The addresses of every package that has a list of this name in urls.py, under the package's mount."""
    found: list[Any] = []
    for manifest, module in parts("urls"):
        patterns = getattr(module, attribute, None)
        if patterns:
            mount = f"{manifest.mount}/" if manifest.mount else ""
            found.append(path(mount, include((patterns, manifest.label))))
    return found


def errors() -> dict[str, str]:
    """Django's names for the error pages."""
    return {f"handler{code}": f"kernel.web.errors.page_{code}" for code in (400, 403, 404, 500)}
