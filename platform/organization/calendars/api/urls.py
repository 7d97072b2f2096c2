"""Endpoints under /api/v1/calendars/."""

from organization.calendars.api.endpoints import Calendars

routes = [("calendars", Calendars)]
