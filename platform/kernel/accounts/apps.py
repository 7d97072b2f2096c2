from django.utils.translation import gettext_lazy as _

from kernel.registry import ModuleConfig


class AccountsConfig(ModuleConfig):
    name = "kernel.accounts"
    label = "accounts"
    slug = "account"
    title = _("Account")
