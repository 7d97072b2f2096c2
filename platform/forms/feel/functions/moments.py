"""Days and moments: DMN clauses 10.3.4.6 (`is`), 10.3.4.8 (Table 79) and 10.3.4.11 (`now`, `today`).

`now` is what the caller gave: one evaluation sees one moment, and the browser sees the server's.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from forms.feel.run import Run
from forms.feel.temporal import DateTime, day_of_year, week_of_year, weekday
from forms.feel.values import same

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _date(does: Any) -> Any:
    return lambda run, value: does(value.date)


def is_same(run: Run, one: Any, other: Any) -> bool:
    """Whether two values are the same element of the domain."""
    run.visit(one)
    return same(one, other)


def today(run: Run) -> Any:
    """The day of this evaluation."""
    return None if run.now is None else run.now.date


def now(run: Run) -> DateTime | None:
    """The moment of this evaluation."""
    return run.now


FUNCTIONS: Final[dict[str, Any]] = {
    "day of year": _date(lambda date: Decimal(day_of_year(date))),
    "day of week": _date(lambda date: _DAYS[weekday(date) - 1]),
    "month of year": _date(lambda date: _MONTHS[date.month - 1]),
    "week of year": _date(lambda date: Decimal(week_of_year(date))),
    "is": is_same,
    "now": now,
    "today": today,
}
