"""Records (记录): what was filled in, by which version, and every change of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.keys import KeyModel


class Record(KeyModel):
    """One filled-in form. `rev` counts its changes. `matter` is the id of the matter it belongs to, in forms with a flow."""

    class Status(models.TextChoices):
        """Begun and still to be sent; sent; void."""

        DRAFT = "draft", _("Not submitted yet")
        SUBMITTED = "submitted", _("Submitted")
        VOID = "void", _("Void")

    form = models.ForeignKey("oaform.Form", on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey("oaform.FormVersion", on_delete=models.PROTECT, related_name="records")
    title = models.CharField(_("title"), max_length=200, blank=True)
    values = models.JSONField(default=dict)
    rev = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    starter = models.UUIDField(null=True)
    starter_name = models.CharField(_("filled in by"), max_length=150)
    department = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    matter = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["draft", "submitted", "void"]), name="oaform_record_status"),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True) | ~Q(status="draft"),
                name="oaform_record_submitted",
            ),
        )
        indexes = (
            models.Index(fields=["form", "-id"], name="oaform_record_form", condition=Q(deleted_at__isnull=True)),
            models.Index(fields=["starter", "-id"], name="oaform_record_starter"),
            models.Index(fields=["matter"], name="oaform_record_matter", condition=Q(matter__isnull=False)),
        )

    def __str__(self) -> str:
        return self.title or str(self.form)


class RecordChange(KeyModel):
    """One value of a record that became another: who, when, at which step. Rows that came or went are whole."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="changes")
    rev = models.PositiveIntegerField()
    at = models.DateTimeField()
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=150)
    step = models.CharField(max_length=100, blank=True)
    path = models.CharField(max_length=90)
    row = models.CharField(max_length=40, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("change of a record")
        verbose_name_plural = _("changes of records")
        indexes = (models.Index(fields=["record", "rev"], name="oaform_change_record"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.rev} {self.path}"


class UniqueValue(KeyModel):
    """A value that no other record of the form may have. The database holds it, whoever comes at once."""

    form = models.ForeignKey("oaform.Form", on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = _("unique value")
        verbose_name_plural = _("unique values")
        constraints = (
            models.UniqueConstraint(fields=["form", "field", "digest"], name="oaform_unique_value"),
            models.UniqueConstraint(fields=["record", "field"], name="oaform_unique_record_field"),
        )

    def __str__(self) -> str:
        return f"{self.field} {self.digest[:12]}"


class RecordFile(KeyModel):
    """A file that a record names or once named: whoever may see the record may read it."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    file = models.UUIDField()

    class Meta:
        default_permissions = ()
        verbose_name = _("file of a record")
        verbose_name_plural = _("files of records")
        constraints = (models.UniqueConstraint(fields=["file", "record"], name="oaform_file_once"),)

    def __str__(self) -> str:
        return str(self.file)
