"""Agents (代理人): who may act for somebody, from when to when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class AgentRule(KeyModel):
    """One appointment. It is read whenever somebody acts or looks at a list, so it begins and ends by itself,
    for tasks that were there before as well. `processes` empty: all of them."""

    principal = models.UUIDField()
    agent = models.UUIDField()
    processes = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = (
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="workflow_agentrule_not_oneself"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="workflow_agentrule_period"),
        )
        indexes = (
            models.Index(fields=["agent"], name="workflow_agentrule_agent", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["principal"], name="workflow_agentrule_principal", condition=Q(ended_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.principal} → {self.agent}"
