"""What a web process reads once, read before its first request."""

from __future__ import annotations

from django.urls import get_resolver

from tenants.middleware import URLCONFS
from tenants.outage import outage
from tenants.release import release


def run() -> None:
    """The addresses of every kind of host, and the digest of all migrations, which the first claim of a schema asks for."""
    for urlconf in URLCONFS.values():
        resolver = get_resolver(urlconf)
        _ = resolver.url_patterns, resolver.reverse_dict
    release()
    # Whoever starts while the database is down says so from the first page on, instead of after the pool's patience.
    outage.is_seen()
