"""A tenant's state in words: what it is called, what it means, what time does next, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kernel.events.models import EventRow
from kernel.events.queries import title_of
from tenants import register
from tenants.lifecycle import OPEN, State, may_follow
from tenants.models import Tenant

S = State
_WORDS: dict[State, Any] = {
    S.BUILDING: pgettext_lazy("state of a tenant", "being built"),
    S.POOLED: pgettext_lazy("state of a tenant", "in the pool"),
    S.DEMO: pgettext_lazy("state of a tenant", "demo"),
    S.TRIAL: pgettext_lazy("state of a tenant", "trial"),
    S.ACTIVE: pgettext_lazy("state of a tenant", "active"),
    S.PAST_DUE: pgettext_lazy("state of a tenant", "payment overdue"),
    S.GRACE: pgettext_lazy("state of a tenant", "days of grace"),
    S.READ_ONLY: pgettext_lazy("state of a tenant", "read-only"),
    S.SUSPENDED: pgettext_lazy("state of a tenant", "suspended"),
    S.DELETING: pgettext_lazy("state of a tenant", "to be erased"),
    S.DELETED: pgettext_lazy("state of a tenant", "erased"),
}
_SHAPES = {
    S.TRIAL: "run", S.ACTIVE: "ok", S.DEMO: "wait", S.PAST_DUE: "warn", S.GRACE: "warn", S.READ_ONLY: "warn",
    S.SUSPENDED: "bad", S.DELETING: "bad", S.DELETED: "off",
}  # fmt: skip
#: The views of the list: a name in the address, and the states behind it.
_VIEWS: dict[str, tuple[Any, tuple[State, ...]]] = {
    "": (pgettext_lazy("tenants", "Companies"), ()),
    "trial": (pgettext_lazy("tenants", "Trials"), (S.TRIAL,)),
    "active": (pgettext_lazy("tenants", "Paid"), (S.ACTIVE, S.PAST_DUE)),
    "ending": (pgettext_lazy("tenants", "Running out"), (S.GRACE, S.READ_ONLY)),
    "closed": (pgettext_lazy("tenants", "Closed"), (S.SUSPENDED, S.DELETING)),
    "demo": (pgettext_lazy("tenants", "Demos"), (S.DEMO,)),
    "erased": (pgettext_lazy("tenants", "Erased"), (S.DELETED,)),
}


@dataclass(frozen=True)
class Told:
    """A line of a tenant's history: the fact in words, who did it, and what changed."""

    event: EventRow
    title: object
    changes: str
    reason: str


def word(state: str) -> str:
    """What a state is called."""
    return str(_WORDS[State(state)])


def shape(state: str) -> str:
    """How a state is drawn; see the `state` tag."""
    return _SHAPES.get(State(state), "wait")


def states_of(view: str) -> tuple[str, ...]:
    """The states behind a view of the list, or behind a state's own name; nothing for all and for what is unknown."""
    if view in _VIEWS:
        return tuple(str(state) for state in _VIEWS[view][1])
    return (view,) if view in set(State) else ()


def views() -> list[tuple[str, Any]]:
    """The views of the list of companies: their names in the address, and their titles."""
    return [(name, title) for name, (title, _states) in _VIEWS.items()]


def counted(by_state: dict[str, int]) -> dict[str, int]:
    """How many companies are in each view, from how many are in each state."""
    companies = tuple(state for state in State if state not in register.ASIDE)
    return {
        name: sum(by_state.get(state, 0) for state in states or companies) for name, (_title, states) in _VIEWS.items()
    }


def next_words(tenant: Tenant) -> str:
    """What time alone will do next; empty when nothing."""
    due = tenant.life.next()
    if due is None:
        return ""
    return {
        S.DELETING: _("the demo ends and is erased"),
        S.GRACE: _("14 days of grace begin; everything stays usable"),
        S.READ_ONLY: _("the site becomes read-only for 30 days"),
        S.SUSPENDED: _("the site is suspended; the data stay"),
        S.DELETED: _("everything is erased for good"),
    }[due[1]]


def doings(tenant: Tenant) -> frozenset[str]:
    """What the state lets be done: suspend, resume, erase, take_back, convert, contract."""
    state = State(tenant.state)
    if state in {S.BUILDING, S.POOLED, S.DELETED}:
        return frozenset()
    found = {"contract"}
    if may_follow(state, S.SUSPENDED) and state is not S.DELETING:
        found.add("suspend")
    if state is S.SUSPENDED:
        found.add("resume")
    if may_follow(state, S.DELETING):
        found.add("erase")
    if state is S.DELETING and not tenant.was_demo:
        found.add("take_back")
    if state is S.ACTIVE or (may_follow(state, S.ACTIVE) and state in OPEN):
        found.add("convert")
    return frozenset(found)


def stored(tenant: Tenant) -> int | None:
    """How much of the contract's storage is used, in percent; None without a limit or a figure."""
    if not tenant.storage_bytes or tenant.files_used is None:
        return None
    return min(100, round(100 * tenant.files_used / tenant.storage_bytes))


def told(rows: list[EventRow]) -> list[Told]:
    """A history in words."""
    return [Told(row, title_of(row.kind), _changes(row), str(row.data.get("reason") or "")) for row in rows]


def _changes(row: EventRow) -> str:
    before, after = (row.before or {}).get("state"), (row.after or {}).get("state")
    if before in set(State) and after in set(State):
        return f"{word(before)} → {word(after)}"
    if row.after:
        return ", ".join(_lines(row))
    return ", ".join(str(row.data[name]) for name in ("domain", "licence") if row.data.get(name))


def _lines(row: EventRow) -> list[str]:
    names = {"seats": _("seats"), "storage_bytes": _("storage")}
    return [
        f"{names.get(name, name)} {_said((row.before or {}).get(name))} → {_said(value)}"
        for name, value in (row.after or {}).items()
        if value != (row.before or {}).get(name)
    ]


def _said(value: Any) -> str:
    return _("no limit") if value is None else str(value)
