"""Forms (表单), their published versions, and who may do what with their records."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms.models.ordered import OrderedJSONField
from kernel.keys import KeyModel


class Form(KeyModel):
    """A form. `draft` is what its designer works on and may have faults; `draft_rev` counts its savings."""

    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("what it is for"), max_length=300, blank=True)
    draft = OrderedJSONField(default=dict)
    draft_rev = models.PositiveIntegerField(default=0)
    current = models.ForeignKey("oaform.FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = (
            models.UniqueConstraint(fields=["key"], name="oaform_form_key"),
            models.CheckConstraint(condition=~Q(name=""), name="oaform_form_named"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether new records may be made."""
        return self.current_id is not None and self.stopped_at is None


class FormVersion(KeyModel):
    """One published definition, named by its SHA-256. Never changes, never goes: records are shown by theirs for ever."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    schema = OrderedJSONField()
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = (models.UniqueConstraint(fields=["form", "number"], name="oaform_version_number"),)

    def __str__(self) -> str:
        return f"{self.form} {self.number}"


class FormGrant(KeyModel):
    """Who may do what with the records of a form: a principal ("person:…", "department:…", "all") and a right."""

    class Right(models.TextChoices):
        """Fill in new ones; see, change, export all of them."""

        ENTER = "enter", _("Fill in")
        SEE = "see", _("See all")
        EDIT = "edit", _("Change all")
        EXPORT = "export", _("Export")

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="grants")
    principal = models.CharField(max_length=60)
    right = models.CharField(max_length=8, choices=Right.choices)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        verbose_name = _("right to a form")
        verbose_name_plural = _("rights to forms")
        constraints = (
            models.UniqueConstraint(fields=["form", "principal", "right"], name="oaform_grant_once"),
            models.CheckConstraint(
                condition=Q(right__in=["enter", "see", "edit", "export"]), name="oaform_grant_right"
            ),
        )
        indexes = (models.Index(fields=["principal", "right"], name="oaform_grant_principal"),)

    def __str__(self) -> str:
        return f"{self.principal}: {self.get_right_display()}"
