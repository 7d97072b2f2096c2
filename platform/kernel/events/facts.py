"""Facts: what may be said about the past, who says it, and who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from kernel.actor import Actor
from kernel.acts import act_in_hand

if TYPE_CHECKING:
    from kernel.events.models import EventRow

    Event = EventRow
else:
    Event = Any

Handler = Callable[["Event"], None]


@dataclass(frozen=True)
class Fact:
    """A kind of event: `module.noun.verbed`, its title for people, and the names of its data fields."""

    kind: str
    title: Any
    fields: tuple[str, ...] = ()
    is_vendors: bool = False


FACTS: dict[str, Fact] = {}
HANDLERS: dict[str, dict[str, Handler]] = {}


def fact(kind: str, title: Any, fields: tuple[str, ...] = (), *, is_vendors: bool = False) -> Fact:
    """Declare a fact; `is_vendors` for one that never stands in a company's log. Raises ValueError when the kind is
    declared twice or is not three words."""
    if kind.count(".") != 2:
        raise ValueError(f"a fact is named module.noun.verbed, not {kind!r}")
    if kind in FACTS:
        raise ValueError(f"the fact {kind} is declared twice")
    FACTS[kind] = Fact(kind, title, fields, is_vendors)
    return FACTS[kind]


def on(kind: str) -> Callable[[Handler], Handler]:
    """Subscribe to a fact by its name; the function runs in the worker, at least once for each event."""

    def wrap(function: Handler) -> Handler:
        HANDLERS.setdefault(kind, {})[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return wrap


def follow(patterns: Iterable[str], function: Handler, *, who: str) -> None:
    """Subscribe to every fact that one of the patterns fits ("organization.person.*"). A delivery is told apart by the
    function's name. Raises ValueError for a pattern that fits no fact; `who` says whose it is."""
    for pattern in patterns:
        fitting = [kind for kind in FACTS if fnmatchcase(kind, pattern)]
        if not fitting:
            raise ValueError(f"{who} waits for {pattern}, which nobody publishes")
        for kind in fitting:
            on(kind)(function)


def record(
    what: Fact,
    subject: Any,
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **data: Any,
) -> EventRow:
    """Write a fact down in the transaction in hand; handlers run after its commit.

    `subject` is a model instance (or None for a fact about the whole tenant). Raises ValueError for
    data that the fact does not declare.
    """
    from kernel.database.statements import insert
    from kernel.events.dispatch import wake
    from kernel.events.models import EventRow

    if unknown := set(data) - set(what.fields):
        raise ValueError(f"{what.kind} does not declare {', '.join(sorted(unknown))}")
    row = EventRow(
        kind=what.kind,
        at=datetime.now(UTC),
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        subject_label=str(subject)[:255] if subject is not None else "",
        actor_kind=by.kind,
        actor_account=by.account,
        actor_person=by.person,
        actor_position=by.position,
        actor_name=by.name[:150],
        actor_position_label=by.position_label[:255],
        agent_for=by.agent_for,
        address=by.address,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        act=act_in_hand(),
        before=plain(before) if before is not None else None,
        after=plain(after) if after is not None else None,
        data=plain(data),
    )
    insert([row])
    wake()
    return row


def plain(value: Any) -> Any:
    """A JSON form of ids, times, decimals, lists and mappings; anything else becomes its text."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
        case _:
            return str(value)
