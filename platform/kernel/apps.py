from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel itself: no tables, but the management commands that know about scopes."""

    name = "kernel"
    label = "kernel"
