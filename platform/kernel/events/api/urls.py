"""Endpoints under /api/v1/events/."""

from kernel.events.api.endpoints import Events, Failures, Kinds, Verification

routes = [("events", Events), ("kinds", Kinds), ("verification", Verification), ("failures", Failures)]
console_routes = routes
