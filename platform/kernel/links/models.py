"""The one table of links."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from kernel.links.linkable import Ref


class Link(KeyModel):
    """`source` points to `target`. Both titles are as last known, so that what is gone still has a name; `…_readers`
    are those who may read that name then. A link survives both its ends."""

    source_kind = models.CharField(max_length=80)
    source_id = models.UUIDField()
    source_title = models.CharField(max_length=300)
    source_readers = ArrayField(models.CharField(max_length=60), default=list)
    target_kind = models.CharField(max_length=80)
    target_id = models.UUIDField()
    target_title = models.CharField(max_length=300)
    target_readers = ArrayField(models.CharField(max_length=60), default=list)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    account = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("link")
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "target_kind", "target_id"], name="links_link_once"
            ),
            models.CheckConstraint(
                condition=~Q(source_kind=F("target_kind")) | ~Q(source_id=F("target_id")), name="links_link_not_own"
            ),
        ]
        indexes = [
            models.Index(fields=["source_id", "-id"], name="links_forward"),
            models.Index(fields=["target_id", "-id"], name="links_backward"),
        ]

    def __str__(self) -> str:
        return f"{self.source_title} → {self.target_title}"

    @property
    def source(self) -> Ref:
        """Where it starts."""
        return Ref(self.source_kind, self.source_id)

    @property
    def target(self) -> Ref:
        """Where it leads."""
        return Ref(self.target_kind, self.target_id)
