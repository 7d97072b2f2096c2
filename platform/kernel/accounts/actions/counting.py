"""Counting failures, as part of acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, F, IntegerField, Value, When

from kernel.accounts import guard
from kernel.accounts.models import Tally


def add(now: datetime, **counted: UUID | str) -> dict[str, Tally]:
    """Count a failure for each of these and lock what went too far; answers the rows by kind.

    Counting is one statement a row, in the order of the keys, so that tries at the same time neither
    lose a count nor wait for each other in a circle.
    """
    result: dict[str, Tally] = {}
    for kind, what in sorted(counted.items(), key=lambda entry: guard.key_of(*entry)):
        key, rule = guard.key_of(kind, what), guard.RULES[kind]
        Tally.objects.bulk_create(
            [Tally(key=key, kind=kind, count=0, first_at=now, last_at=now)], ignore_conflicts=True
        )
        fresh = When(last_at__lt=now - rule.memory, then=Value(1))
        Tally.objects.filter(key=key).update(
            first_at=Case(
                When(last_at__lt=now - rule.memory, then=Value(now)),
                default=F("first_at"),
                output_field=DateTimeField(),
            ),
            count=Case(fresh, default=F("count") + 1, output_field=IntegerField()),
            last_at=now,
        )
        row = Tally.objects.get(key=key)
        wait = rule.wait(row.count)
        if wait is not None:
            row.locked_until = now + wait
            row.save(update_fields=["locked_until"])
        result[kind] = row
    return result


def clear(**counted: UUID | str) -> None:
    """Forget the failures counted for these."""
    Tally.objects.filter(key__in=[guard.key_of(kind, what) for kind, what in counted.items()]).delete()


def sweep(now: datetime) -> int:
    """Throw away tallies that no rule remembers any more; answers how many."""
    longest = max(rule.memory + rule.most for rule in guard.RULES.values())
    return Tally.objects.filter(last_at__lt=now - longest).delete()[0]
