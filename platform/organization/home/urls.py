"""The root of a tenant's host."""

from __future__ import annotations

from django.urls import path

from organization.home import views

urlpatterns = [path("", views.home, name="home")]
