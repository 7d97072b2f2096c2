"""What stands around every page: the menu by module, the live numbers, the seats of the person, the brand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Protocol, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from kernel.actor import Actor
from kernel.ports import port, tenancy
from kernel.registry import Bar, NavItem, parts
from kernel.scope import current_or_none
from kernel.web.access import actor_of


class Seats(Protocol):
    """The port that knows which positions a person may act as."""

    def seats(self, actor: Actor) -> list[tuple[UUID, str]]:
        """(position, label) of every seat of the actor, the main one first."""


class Live(Protocol):
    """The port that knows where the live stream of an actor is."""

    def address(self, actor: Actor) -> str:
        """The address to listen at, with its token; empty where nothing is streamed."""


class Brand(Protocol):
    """The port that knows how the company presents itself."""

    def accent(self, actor: Actor) -> str:
        """The accent colour as #rrggbb; empty for the product's own."""

    def logo(self, actor: Actor) -> str:
        """The address of the logo; empty for the first character of the name."""

    def name(self, actor: Actor) -> str:
        """The name beside the logo; empty for the company's name."""

    def entrance(self) -> Entrance:
        """What the page looks like on which people sign in."""


@dataclass(frozen=True)
class Entrance:
    """The sign-in page: a backdrop ("plain", "accent", "lines", "picture"), a picture's address, words below the card."""

    backdrop: str = "plain"
    picture: str = ""
    words: str = ""


class NoAnswer:
    """Nobody has seats, nothing is streamed, the product's own look."""

    def seats(self, actor: Actor) -> list[tuple[UUID, str]]:
        return []

    def address(self, actor: Actor) -> str:
        return ""

    def accent(self, actor: Actor) -> str:
        return ""

    logo = name = accent

    def entrance(self) -> Entrance:
        return Entrance()


@dataclass
class Line:
    """A line of the menu as it is drawn: the item, its number, and whether the page stands below it."""

    item: NavItem
    number: int | None = None
    is_current: bool = False
    children: list[Line] = field(default_factory=list)


class Shell:
    """Everything is asked when a template uses it, once; a fragment asks nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor = actor_of(request)
        self.path = request.path

    @cached_property
    def purpose(self) -> str:
        """ "tenant", "console" or "site"."""
        return str(getattr(getattr(self.request, "place", None), "purpose", "tenant"))

    @cached_property
    def company(self) -> str:
        """The name beside the logo."""
        here = current_or_none()
        own = str(getattr(getattr(self.request, "place", None), "name", ""))
        return _brand().name(self.actor) or own or (tenancy().name(here) if here else "")

    @cached_property
    def logo(self) -> str:
        """The address of the logo, or empty."""
        return _brand().logo(self.actor)

    @cached_property
    def accent(self) -> str:
        """The company's accent colour, or empty for the product's own."""
        return _brand().accent(self.actor)

    @cached_property
    def accent_version(self) -> str:
        """What makes the address of the accent's style sheet new when the accent is."""
        return hashlib.sha256(self.accent.encode()).hexdigest()[:10] if self.accent else ""

    @cached_property
    def entrance(self) -> Entrance:
        """What the page looks like on which people sign in."""
        return _brand().entrance() if self.purpose == "tenant" and current_or_none() else Entrance()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Live numbers by name, from every package that a tenant has ("todo", "notices.unread")."""
        found: dict[str, int] = {}
        for function in self._contributions("numbers"):
            found.update(function(self.actor))
        return found

    @property
    def has_todo(self) -> bool:
        """Whether any package counts what waits for the person (`numbers` in its navigation.py gives "todo")."""
        return "todo" in self.numbers

    @cached_property
    def groups(self) -> list[list[Line]]:
        """The menu: groups of lines, in order; groups are set apart by a rule."""
        items = [item for function in self._contributions("items") for item in function(self.actor)]
        items.sort(key=lambda item: (item.order, str(item.title)))
        grouped: dict[str, list[Line]] = {}
        for item in items:
            grouped.setdefault(item.group, []).append(self._line(item))
        _mark_current([line for lines in grouped.values() for line in lines], self.path)
        order = {"work": 0, "people": 1, "own": 2, "manage": 9}
        return [grouped[key] for key in sorted(grouped, key=lambda key: (order.get(key, 5), key))]

    @cached_property
    def creations(self) -> list[NavItem]:
        """What "new" offers."""
        found = [item for function in self._contributions("creations") for item in function(self.actor)]
        return sorted(found, key=lambda item: (item.order, str(item.title)))

    @cached_property
    def bars(self) -> list[Bar]:
        """The lines above the page."""
        return [bar for _manifest, module in parts("bars") for bar in module.bars(self.request)]

    @cached_property
    def directory_url(self) -> str:
        """Where people are looked up, if anywhere."""
        return next((line.item.url for lines in self.groups for line in lines if line.item.key == "directory"), "")

    @cached_property
    def seats(self) -> list[dict[str, Any]]:
        """The seats of the person, with the one in use marked."""
        known = cast(Seats, port(Seats, NoAnswer())).seats(self.actor)
        return [{"id": key, "label": label, "is_current": key == self.actor.position} for key, label in known]

    @cached_property
    def live_url(self) -> str:
        """Where the page listens for news."""
        return cast(Live, port(Live, NoAnswer())).address(self.actor)

    @cached_property
    def search_url(self) -> str:
        """The search, where it is mounted."""
        return self._mounted("/search/")

    @cached_property
    def notices_url(self) -> str:
        """The notices, where they are mounted."""
        return self._mounted("/notices/")

    @cached_property
    def account_url(self) -> str:
        """The person's own settings, where they are mounted."""
        return self._mounted("/account/")

    @cached_property
    def sign_out_url(self) -> str:
        """Where a POST signs out."""
        return self._mounted("/account/sign-out/")

    def _contributions(self, name: str) -> Iterable[Any]:
        here = current_or_none()
        suffix = "" if self.purpose == "tenant" else f"{self.purpose}_"
        for manifest, module in parts("navigation"):
            function = getattr(module, suffix + name, None)
            if function is not None and (here is None or tenancy().has(here, manifest.licence)):
                yield function

    def _line(self, item: NavItem) -> Line:
        return Line(
            item,
            number=self.numbers.get(item.count) if item.count else None,
            children=[self._line(child) for child in item.children],
        )

    def _mounted(self, path: str) -> str:
        return path if _resolves(path, str(getattr(self.request, "urlconf", "")) or None) else ""


def _brand() -> Brand:
    return cast(Brand, port(Brand, NoAnswer()))


@lru_cache(maxsize=64)
def _resolves(path: str, urlconf: str | None) -> bool:
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


def _mark_current(lines: list[Line], path: str) -> None:
    every = [*lines, *(child for line in lines for child in line.children)]
    fitting = [
        line for line in every if path == line.item.url or (line.item.url != "/" and path.startswith(line.item.url))
    ]
    if fitting:
        best = max(fitting, key=lambda line: len(line.item.url))
        best.is_current = True
