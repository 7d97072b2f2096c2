"""Facts about working calendars: whoever computed with one computes again."""

from django.utils.translation import gettext_lazy as _

from kernel.events import fact

CalendarMade = fact("calendars.calendar.made", _("Working calendar made"), ("unit",))
CalendarEdited = fact("calendars.calendar.edited", _("Working calendar changed"), ("unit",))
CalendarDeleted = fact("calendars.calendar.deleted", _("Working calendar deleted"), ("unit", "name"))
WeekSet = fact("calendars.week.set", _("Weekly hours set"), ("unit", "valid_from"))
WeekRemoved = fact("calendars.week.removed", _("Weekly hours taken back"), ("unit", "valid_from"))
DaySet = fact("calendars.day.set", _("Holiday or made-up day set"), ("unit", "day"))
DayCleared = fact("calendars.day.cleared", _("Day put back to its weekday"), ("unit", "day"))
YearImported = fact("calendars.year.imported", _("Public holidays of a year taken over"), ("unit", "year", "days"))
