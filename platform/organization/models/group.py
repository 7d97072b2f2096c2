"""The group itself (集团): one row in every tenant."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class GroupInfo(KeyModel):
    """What the customer company is called and where it is. There is exactly one row."""

    only = models.BooleanField(default=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    code = models.CharField(_("code"), max_length=40, blank=True)
    slogan = models.CharField(_("slogan"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("group")
        verbose_name_plural = _("group")
        constraints = (
            models.UniqueConstraint(fields=["only"], name="organization_groupinfo_only_one"),
            models.CheckConstraint(condition=Q(only=True), name="organization_groupinfo_only_true"),
        )

    def __str__(self) -> str:
        return self.short_name or self.name
