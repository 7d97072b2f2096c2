"""The manifest of provisioning: a tenant's life from the first visit to the erasure."""

from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class ProvisioningConfig(ModuleConfig):
    """Its tables stand in the public schema only; its pages on the site, the console and, for demos, at tenants."""

    name = "provisioning"
    label = "provisioning"
    slug = "provisioning"
    title = _("Provisioning")
    prefix = ""
    schedule = (
        Every(minutes=1, run="provisioning.tasks.fill_pool", where="public"),
        Every(minutes=1, run="provisioning.tasks.resume_creations", where="public"),
        Every(minutes=1, run="provisioning.tasks.turn_clock", where="public"),
        Every(hours=1, run="provisioning.tasks.measure", where="public"),
        Every(days=1, run="provisioning.tasks.forget_visitors", where="public"),
        Every(days=1, run="provisioning.tasks.prune_erased", where="public"),
    )
