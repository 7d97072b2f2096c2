"""Endpoints under /api/v1/webhooks/."""

from kernel.webhooks.api.endpoints import Deliveries, Endpoints, Kinds

routes = [("endpoints", Endpoints), ("deliveries", Deliveries), ("kinds", Kinds)]
