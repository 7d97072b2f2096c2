"""Addresses of the demo: on the public site, and inside a demo."""

from django.urls import path

from provisioning.views import demo

on_site = [
    path("demo/", demo.begin, name="site_demo"),
    path("demo/coming/", demo.coming, name="demo_coming"),
    path("demo/keeping/", demo.keep, name="demo_keep"),
]
in_demo = [
    path("demo/keeping/", demo.keeping, name="demo_keeping"),
    path("demo/role/", demo.role, name="demo_role"),
    path("demo/end/", demo.end, name="demo_end"),
]
