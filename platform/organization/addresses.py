"""The addresses of pages on a tenant's host, also where no request says which host is meant: handlers, search, links."""

from __future__ import annotations

from django.urls import reverse

TENANT = "kernel.config.urls_tenant"


def address(name: str, *args: object) -> str:
    """The path of a page by its name ("organization:card")."""
    return reverse(name, urlconf=TENANT, args=args or None)
