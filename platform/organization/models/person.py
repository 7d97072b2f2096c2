"""People (人员), what suspends them, and how they leave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel
from organization import pinyin


class Person(KeyModel):
    """A member of the company. Signs in by the account, if there is one; sits by positions."""

    class Sex(models.TextChoices):
        """As in the records of the personnel office."""

        UNKNOWN = "", _("Not stated")
        MALE = "m", _("Male")
        FEMALE = "f", _("Female")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="member"
    )
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("staff number"), max_length=40, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True, default=Sex.UNKNOWN)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    order = models.PositiveIntegerField(_("order"), default=9999)
    entered_on = models.DateField(_("entered on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    pinyin = models.CharField(max_length=200, editable=False)
    initials = models.CharField(max_length=60, editable=False)
    sort_key = models.CharField(max_length=320, editable=False)
    search_key = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organization_person_code"),
            models.CheckConstraint(condition=~Q(name=""), name="organization_person_named"),
            models.CheckConstraint(condition=Q(sex__in=["", "m", "f"]), name="organization_person_sex"),
        )
        indexes = (
            models.Index(fields=["sort_key", "id"], name="organization_person_sorted"),
            models.Index(fields=["order", "sort_key"], name="organization_person_order"),
        )

    def __str__(self) -> str:
        return self.name

    def read_name(self) -> Person:
        """Fill the columns that come from the name and the numbers; call before the row is written."""
        reading = pinyin.read(self.name)
        self.pinyin = reading.full[:200]
        self.initials = reading.initials[:60]
        self.sort_key = reading.sort_key[:320]
        self.search_key = pinyin.search_key(self.code, self.phone, self.mobile, name=self.name)
        return self


class Suspension(KeyModel):
    """Somebody may not sign in or be chosen for the time being. Lifted, not deleted."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=100, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("-began_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="organization_suspension_one_running"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("began_at")),
                name="organization_suspension_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.began_at:%Y-%m-%d}"


class Departure(KeyModel):
    """Somebody left the company; `successor` takes over what was theirs. Undone when they come back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="departures")
    successor = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="takes_over_from"
    )
    left_on = models.DateField(_("left on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=100)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(returned_at__isnull=True), name="organization_departure_one_running"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("person")),
                name="organization_departure_other_successor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.left_on}"
