"""What changes working calendars."""

from organization.calendars.actions.calendars import delete_calendar, edit_calendar, found, make_calendar
from organization.calendars.actions.days import clear_day, import_year, not_announced, set_day, set_days
from organization.calendars.actions.weeks import remove_week, set_week

__all__ = [
    "clear_day",
    "delete_calendar",
    "edit_calendar",
    "found",
    "import_year",
    "make_calendar",
    "not_announced",
    "remove_week",
    "set_day",
    "set_days",
    "set_week",
]
