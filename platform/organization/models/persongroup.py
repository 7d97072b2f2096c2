"""Groups of people (组): somebody's own, a unit's, or the whole group's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class PersonGroup(KeyModel):
    """A named list of people to send to and to give rights to."""

    class Kind(models.TextChoices):
        """Whose group it is."""

        PERSONAL = "personal", _("Personal")
        UNIT = "unit", _("Unit")
        GROUP = "group", _("Group-wide")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        "organization.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="own_groups"
    )
    unit = models.ForeignKey(
        "organization.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="person_groups"
    )
    members = models.ManyToManyField(
        "organization.Person", through="organization.PersonGroupMember", related_name="person_groups"
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("group of people")
        verbose_name_plural = _("groups of people")
        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "owner", "unit", "name"], nulls_distinct=False, name="organization_persongroup_name"
            ),
            models.CheckConstraint(
                condition=Q(kind="personal", owner__isnull=False, unit__isnull=True)
                | Q(kind="unit", owner__isnull=True, unit__isnull=False)
                | Q(kind="group", owner__isnull=True, unit__isnull=True),
                name="organization_persongroup_belongs",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PersonGroupMember(KeyModel):
    """Somebody's place in a group of people."""

    group = models.ForeignKey(PersonGroup, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey("organization.Person", on_delete=models.CASCADE, related_name="places")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=["group", "person"], name="organization_persongroupmember_once"),)

    def __str__(self) -> str:
        return f"{self.group} · {self.person}"
