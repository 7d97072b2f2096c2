"""Addresses of provisioning, a list for each part: the public site, and the arrival on a tenant's host."""

from __future__ import annotations

from django.urls import path

from provisioning import urls_console, urls_demo
from provisioning.views import arrival, finder, signup, site

site_pages = [
    path("", site.home, name="site_home"),
    path("features/", site.features, name="site_features"),
    path("prices/", site.prices, name="site_prices"),
    path("status/", site.status, name="site_status"),
    path("terms/", site.terms, name="site_terms"),
    path("privacy/", site.privacy, name="site_privacy"),
]

finder_pages = [path("sign-in/", finder.find, name="find_sites")]

signup_pages = [
    path("sign-up/", signup.email, name="signup"),
    path("sign-up/code/", signup.code, name="signup_code"),
    path("sign-up/company/", signup.company, name="signup_company"),
    path("sign-up/company/proposal/", signup.proposal, name="signup_proposal"),
    path("sign-up/company/address/", signup.address, name="signup_address"),
    path("sign-up/administrator/", signup.administrator, name="signup_administrator"),
    path("sign-up/administrator/strength/", signup.strength, name="signup_strength"),
    path("sign-up/picture/", signup.picture, name="signup_picture"),
    path("sign-up/again/", signup.again, name="signup_again"),
    path("sign-up/<uuid:creation>/", arrival.progress, name="creation"),
    path("sign-up/<uuid:creation>/entry/", arrival.enter, name="creation_entry"),
]

arrival_pages = [path("arrive/", arrival.arrive, name="arrive")]

site_urlpatterns = [*site_pages, *finder_pages, *signup_pages, *urls_demo.on_site]
console_urlpatterns = [*urls_console.patterns]
urlpatterns = [*arrival_pages, *urls_demo.in_demo]
