"""The rows of a working calendar."""

from organization.calendars.models.calendar import CalendarDay, CalendarVersion, WorkCalendar

__all__ = ["CalendarDay", "CalendarVersion", "WorkCalendar"]
