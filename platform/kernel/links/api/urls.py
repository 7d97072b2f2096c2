"""Where the API of the links stands: /api/v1/links/links/."""

from kernel.links.api.endpoints import Links

routes = [("links", Links)]
