"""Endpoints under /api/v1/tasks/, on the console only."""

from kernel.tasks.api.endpoints import Letters

console_routes = [("letters", Letters)]
