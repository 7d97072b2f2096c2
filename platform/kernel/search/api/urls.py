"""Endpoints under /api/v1/search/."""

from kernel.search.api.endpoints import Hits, Kinds

routes = [("hits", Hits), ("kinds", Kinds)]
