from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel itself: no tables, but the management commands that know about scopes, and the broker."""

    name = "kernel"
    label = "kernel"

    def ready(self) -> None:
        """Choose the broker before the first task is defined: a task belongs to the broker it finds."""
        import dramatiq
        from django.conf import settings

        if settings.TASK_BROKER == "stub":
            from dramatiq.brokers.stub import StubBroker

            dramatiq.set_broker(StubBroker())
        else:
            from kernel.tasks.broker import make_broker

            dramatiq.set_broker(make_broker())
