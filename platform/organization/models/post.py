"""Posts (岗位): what somebody does, listed per unit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Post(KeyModel):
    """A post of a unit; people hold it through positions."""

    class Kind(models.TextChoices):
        """The sort of work (岗位类别)."""

        MANAGEMENT = "management", _("Management")
        PROFESSIONAL = "professional", _("Professional")
        TECHNICAL = "technical", _("Technical")
        SALES = "sales", _("Sales")
        CLERICAL = "clerical", _("Clerical")
        OPERATION = "operation", _("Operation")

    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="posts")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.PROFESSIONAL)
    order = models.PositiveIntegerField(_("order"), default=0)
    note = models.CharField(_("duties"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(closed_at__isnull=True), name="organization_post_name_open"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organization_post_named"),
            models.CheckConstraint(
                condition=Q(kind__in=["management", "professional", "technical", "sales", "clerical", "operation"]),
                name="organization_post_kind",
            ),
        )

    def __str__(self) -> str:
        return self.name
