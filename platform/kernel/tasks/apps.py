from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class TasksConfig(ModuleConfig):
    name = "kernel.tasks"
    label = "tasks"
    slug = "tasks"
    title = _("Background work")

    def ready(self) -> None:
        import dramatiq
        from django.conf import settings

        if settings.TASK_BROKER == "stub":
            from dramatiq.brokers.stub import StubBroker

            dramatiq.set_broker(StubBroker())
        else:
            from kernel.tasks.broker import make_broker

            dramatiq.set_broker(make_broker())
        super().ready()
