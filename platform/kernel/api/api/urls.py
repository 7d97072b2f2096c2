"""Endpoints under /api/v1/api/."""

from kernel.api.api.endpoints import Me, Tokens

routes = [("me", Me), ("tokens", Tokens)]
console_routes = routes
