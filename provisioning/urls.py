"""Addresses of provisioning, a list for each part: the public site, and the arrival on a tenant's host."""

from __future__ import annotations

from django.urls import path

from provisioning import urls_console
from provisioning.views import site

site_pages = [
    path("", site.home, name="site_home"),
    path("features/", site.features, name="site_features"),
    path("prices/", site.prices, name="site_prices"),
    path("status/", site.status, name="site_status"),
    path("terms/", site.terms, name="site_terms"),
    path("privacy/", site.privacy, name="site_privacy"),
]

site_urlpatterns = [*site_pages]
console_urlpatterns = [*urls_console.patterns]
