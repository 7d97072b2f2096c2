"""Positions (任职): the seats people sit in. Acts are done as a position."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Position(KeyModel):
    """One seat of one person. In force until `ended_on` is written; ended rows are the person's history."""

    class Kind(models.TextChoices):
        """Main post (主岗); secondary post in the same unit (副岗); concurrent post in another unit (兼职)."""

        MAIN = "main", _("Main post")
        SECONDARY = "secondary", _("Secondary post")
        CONCURRENT = "concurrent", _("Concurrent post")

    person = models.ForeignKey("organization.Person", on_delete=models.CASCADE, related_name="positions")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="positions")
    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    post = models.ForeignKey(
        "organization.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    level = models.ForeignKey(
        "organization.Level", on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MAIN)
    order = models.PositiveIntegerField(_("order"), default=9999)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("ended_on", "order", "started_on")
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="main", ended_on__isnull=True),
                name="organization_position_one_main",
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "department", "post"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="organization_position_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="organization_position_dates",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["main", "secondary", "concurrent"]), name="organization_position_kind"
            ),
        )
        indexes = (
            models.Index(
                fields=["department", "person"],
                condition=Q(ended_on__isnull=True),
                name="organization_position_seats",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_active(self) -> bool:
        """Whether the seat is in force."""
        return self.ended_on is None

    @property
    def label(self) -> str:
        """As shown beside a name: post, then department or unit. Touches post, department and unit."""
        place = self.department.label if self.department else self.unit.label
        return f"{self.post.name} · {place}" if self.post else place
