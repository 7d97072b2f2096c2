"""The working calendars of the group and its units: weeks, holidays, made-up working days."""
