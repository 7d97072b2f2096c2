"""The account: who may sign in. It belongs to exactly one schema: a tenant's members, or the vendor's staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.keys import KeyModel


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their sign-in name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username or "")


class Account(KeyModel, AbstractBaseUser):
    """A sign-in. The person behind it, if there is one, lives in the organization.

    `sessions_version` is part of every session: raising it ends them all. `second_factor_at` says since
    when the account has an authenticator app or a security key (None: it has neither).
    """

    username = models.CharField(_("sign-in name"), max_length=64)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(pgettext_lazy("sign-in", "phone"), max_length=32, blank=True)
    name = models.CharField(_("display name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    avatar_file = models.UUIDField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    second_factor_at = models.DateTimeField(null=True, blank=True, editable=False)
    sessions_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        default_permissions = ()
        verbose_name = _("account")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="account_username_once"),
            models.UniqueConstraint(Lower("email"), name="account_email_once", condition=~models.Q(email="")),
            models.UniqueConstraint(fields=["phone"], name="account_phone_once", condition=~models.Q(phone="")),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def initials(self) -> str:
        """What stands in the round field where there is no picture: the last two characters of a Chinese name, else
        the first letters of two words."""
        text = str(self).strip()
        if text and text[-1] > "\u2e7f":
            return text[-2:]
        return "".join(word[0] for word in text.split()[:2]).upper()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's permissions are not used: functions and policies decide."""
        return False

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        # Django compares this on every request: a new password or a raised number ends the session.
        text = f"{self.password}:{self.sessions_version}"
        return salted_hmac("kernel.accounts.session", text, secret=secret, algorithm="sha256").hexdigest()
