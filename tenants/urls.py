"""The addresses of the pages about the tenant itself, and what proxies ask the public site."""

from django.urls import path

from tenants.views import addresses, certificates

urlpatterns = [
    path("", addresses.addresses, name="addresses"),
    path("new/", addresses.new, name="new"),
    path("domains/<uuid:id>/main/", addresses.main, name="main"),
    path("<uuid:id>/", addresses.address, name="address"),
    path("<uuid:id>/look/", addresses.look, name="look"),
    path("<uuid:id>/removal/", addresses.removal, name="removal"),
]
site_urlpatterns = [path("certificate/", certificates.certificate, name="certificate")]
