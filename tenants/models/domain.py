"""The domain table: the only thing that decides which tenant a Host header means."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin

from kernel.keys import KeyModel, uuid7
from tenants.models.tenant import Tenant


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

    @property
    def key(self) -> str:
        """Its id as text, for names of parts of a page."""
        return str(self.pk)


class DomainRequest(KeyModel):
    """An address of its own that a company has asked for: what it must publish, and how the last look at it went."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domain_requests")
    domain = models.CharField(max_length=253)
    #: What the company publishes to show that the name is its own.
    token = models.CharField(max_length=43)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=100)
    checked_at = models.DateTimeField(null=True)
    #: Why the last look did not prove it: a key of tenants.domains.PROBLEMS; empty before the first look and once proven.
    problem = models.CharField(max_length=10, blank=True)
    #: Whether the name leads here, as far as the last look could tell.
    leads_here = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("request for a domain")
        constraints = [models.UniqueConstraint(fields=["tenant", "domain"], name="domainrequest_once")]
        indexes = [
            models.Index(fields=["requested_at"], name="domainrequest_open", condition=models.Q(verified_at=None))
        ]

    def __str__(self) -> str:
        return self.domain
