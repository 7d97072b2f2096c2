"""The domain table: the only thing that decides which tenant a Host header means."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin

from kernel.keys import uuid7


class Domain(DomainMixin):
    """A host name (lower case, without port) and whose it is. The primary one makes absolute links."""

    class Purpose(models.TextChoices):
        SITE = "site", _("public site")
        CONSOLE = "console", _("vendor console")
        TENANT = "tenant", _("a tenant's site")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.TENANT)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("domain")
        constraints = [
            models.CheckConstraint(condition=models.Q(domain__regex=r"^[a-z0-9.-]+$"), name="domain_lower_case_ascii")
        ]

    def __str__(self) -> str:
        return str(self.domain)
