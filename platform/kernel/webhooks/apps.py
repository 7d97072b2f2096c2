"""The manifest of the webhooks."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class WebhooksConfig(ModuleConfig):
    """Facts told to other systems: by a signed call to an address that an administrator has named."""

    name = "kernel.webhooks"
    label = "webhooks"
    slug = "webhooks"
    title = _("Webhooks")
    icon = "webhook"
    schedule = (
        Every(minutes=1, run="kernel.webhooks.tasks.retry"),
        Every(days=1, run="kernel.webhooks.tasks.forget"),
    )
