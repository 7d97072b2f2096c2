"""Endpoints under /api/v1/account/."""

from kernel.accounts.api.endpoints import Factors, Profile, Sessions

routes = [("profile", Profile), ("sessions", Sessions), ("factors", Factors)]
console_routes = routes
