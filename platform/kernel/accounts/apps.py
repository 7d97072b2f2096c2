from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig
from kernel.tasks import Every


class AccountsConfig(ModuleConfig):
    name = "kernel.accounts"
    label = "accounts"
    slug = "account"
    title = _("Account")
    schedule = (
        Every(minutes=60, run="kernel.accounts.tasks.sweep"),
        Every(minutes=60, run="kernel.accounts.tasks.sweep", where="public"),
    )
