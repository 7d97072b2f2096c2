"""Where the API about the tenant itself stands: /api/v1/tenants/<nouns>/."""

from tenants.api.endpoints import Addresses

routes = [("addresses", Addresses)]
