"""Working time: when a company works, and arithmetic in working hours and working days.

Pure: no Django, no database, no clock of its own. Instants are aware datetimes, durations timedeltas,
days dates of the calendar's own zone.
"""

from organization.worktime.clock import (
    add,
    between,
    end_of_working_day,
    is_working,
    is_working_day,
    next_working,
    previous_working,
    segments_of,
    subtract,
    working_day,
    working_days_between,
    working_days_in,
)
from organization.worktime.model import (
    ALWAYS,
    NEVER,
    BadCalendar,
    Calendar,
    NoWorkingTime,
    OutOfRange,
    Override,
    OverrideKind,
    Segment,
    Version,
    Week,
)

__all__ = [
    "ALWAYS",
    "NEVER",
    "BadCalendar",
    "Calendar",
    "NoWorkingTime",
    "OutOfRange",
    "Override",
    "OverrideKind",
    "Segment",
    "Version",
    "Week",
    "add",
    "between",
    "end_of_working_day",
    "is_working",
    "is_working_day",
    "next_working",
    "previous_working",
    "segments_of",
    "subtract",
    "working_day",
    "working_days_between",
    "working_days_in",
]
