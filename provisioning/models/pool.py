"""How many ready schemas are wanted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class PoolTarget(models.Model):
    """A row a kind of stock: how many are wanted, and how the last filling went."""

    stock = models.CharField(max_length=8, choices=Tenant.Stock.choices, primary_key=True)
    wanted = models.PositiveSmallIntegerField()
    filled_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("pool")

    def __str__(self) -> str:
        return f"{self.stock}: {self.wanted}"


class Heartbeat(models.Model):
    """When a recurring piece of work last came to its end; the status page and the console alarm when it stops."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("heartbeat")

    def __str__(self) -> str:
        return self.name
