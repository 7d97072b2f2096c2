"""The manifest of the working calendar."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class CalendarsConfig(ModuleConfig):
    """When the company works. Every tenant has it."""

    name = "organization.calendars"
    label = "calendars"
    slug = "calendars"
    prefix = "working-calendar"
    title = _("Working calendar")
    icon = "calendar-time"
