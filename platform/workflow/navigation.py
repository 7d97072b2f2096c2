"""The lines of the left menu, and the number of what waits."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from workflow import counting
from workflow.policies import looks_after_any


def items(actor: Actor) -> list[NavItem]:
    """One's own work for everybody; processes and matters for whoever looks after them."""
    if actor.person is None:
        return []
    own = [
        ("todo", _("To do"), reverse("workflow:todo")),
        ("done", _("Done by me"), reverse("workflow:done")),
        ("sent", _("Sent by me"), reverse("workflow:sent")),
        ("copies", _("For my information"), reverse("workflow:copies")),
        ("agents", _("Agents"), reverse("workflow:agents")),
    ]
    found = [_group("workflow.own", _("My matters"), "inbox", 10, "work", own)]
    if looks_after_any(actor):
        managed = [
            ("managed", _("All matters"), reverse("workflow:managed")),
            ("processes", _("Processes"), reverse("workflow:processes")),
            ("statistics", _("Statistics"), reverse("workflow:statistics")),
        ]
        found.append(_group("workflow.managed", _("Process management"), "columns", 72, "manage", managed))
    return found


def numbers(actor: Actor) -> dict[str, int]:
    """How much waits for somebody."""
    return {"todo": counting.waiting(actor)} if actor.person is not None else {}


def _group(
    key: str, title: object, icon: str, order: int, group: str, lines: Sequence[tuple[str, object, str]]
) -> NavItem:
    children = [
        NavItem(f"workflow.{name}", words, url, order=number) for number, (name, words, url) in enumerate(lines)
    ]
    count = "todo" if group == "work" else ""
    return NavItem(key, title, children[0].url, icon, order, group, count, children=children)
