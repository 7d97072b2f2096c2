"""The registry: what a package of the product brings, found by name and frozen once the start is over."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps


@dataclass(frozen=True)
class NavItem:
    """A line of the left menu. `count` is the name of a live number, `order` sorts, `group` sets lines apart."""

    key: str
    title: Any
    url: str
    icon: str = ""
    order: int = 50
    group: str = "work"
    count: str = ""
    children: Sequence[NavItem] = field(default_factory=tuple)


@dataclass(frozen=True)
class OwnPage:
    """A page on which people set what is theirs alone. A package names its own by `own(actor)` in its navigation.py;
    "My settings" leads to all of them. `note` says in a sentence what is set there."""

    title: Any
    note: Any
    url: str
    order: int = 50


@dataclass(frozen=True)
class Bar:
    """A line above every page, which a package adds by `bars(request)` in its bars.py: a template, drawn with `shown`
    as its `bar`. For what must not be overlooked, such as a demo or somebody else being in."""

    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)


class ModuleConfig(AppConfig):
    """The manifest of a package: who it is; everything else is found by the name of the file.

    `licence` None means that every tenant has it; otherwise a licence row must name it.
    `prefix` is where its pages stand on a tenant's host ("" for none).

    What a package brings to the showcase company and to demos stands in its `seed.py`, which has one entry for all
    packages: `run(showcase: kernel.showcase.Showcase) -> None`. It fills the tenant in hand and is safe to repeat.
    """

    # Django takes the one AppConfig that an apps.py holds; the imported class is not meant.
    default = False

    slug: str = ""
    title: Any = ""
    icon: str = ""
    prefix: str | None = None
    licence: str | None = None
    schedule: Sequence[Any] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    @property
    def mount(self) -> str:
        """The first part of the addresses of its pages."""
        return self.slug.replace("_", "-") if self.prefix is None else self.prefix

    def part(self, name: str) -> ModuleType | None:
        """A file of the package by convention ("handlers", "api.urls"), or None if it has none.

        An ImportError inside a file that exists is raised: it is a fault, not an absence.
        """
        dotted = f"{self.name}.{name}"
        parent = dotted.rpartition(".")[0]
        if parent != self.name and importlib.util.find_spec(parent) is None:
            return None
        if importlib.util.find_spec(dotted) is None:
            return None
        return importlib.import_module(dotted)

    def ready(self) -> None:
        """Load what must be known before the first unit of work."""
        for name in ("events", "handlers", "tasks", "preferences", "enumerations", "offers"):
            self.part(name)


def discover(root: Path) -> list[str]:
    """The dotted names of the packages in modules/, importing none of them."""
    return sorted(f"modules.{path.parent.name}" for path in root.glob("*/apps.py"))


def manifests() -> Iterator[ModuleConfig]:
    """Every manifest of the product, in the order of the floors."""
    for config in apps.get_app_configs():
        if isinstance(config, ModuleConfig):
            yield config


def parts(name: str) -> Iterator[tuple[ModuleConfig, ModuleType]]:
    """Every package's file of a name, with its manifest."""
    for config in manifests():
        part = config.part(name)
        if part is not None:
            yield config, part
