"""Working calendars for programs."""
