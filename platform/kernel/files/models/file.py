"""A file: its name and what is known of its content. The bytes are in the object store under `key`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Cast, Concat, Right
from django.utils.translation import gettext_lazy as _

from kernel.files.kinds import is_shown, word_for
from kernel.files.models.usage import Owner
from kernel.keys import KeyModel

#: How long a fresh file waits for the scanner before it may be fetched as "not scanned".
SCAN_PATIENCE = timedelta(minutes=10)


class File(KeyModel):
    """A file of the tenant. Its state follows from the instants at which things happened to it.

    `key` is `<tenant>/<year>/<id>`, given once; the database refuses a key that is not the owner's.
    `size` in bytes; `checksum` is SHA-256 in hexadecimal, empty until it was computed. The type by
    content (`detected_type`) decides everything, the declared one nothing.
    """

    owner = models.ForeignKey(Owner, to_field="key", on_delete=models.PROTECT, related_name="+", editable=False)
    key = models.CharField(max_length=100, unique=True, editable=False)
    purpose = models.CharField(max_length=60)
    name = models.CharField(_("file name"), max_length=255)
    size = models.BigIntegerField(_("size"))
    declared_type = models.CharField(max_length=127, blank=True)
    detected_type = models.CharField(max_length=127, blank=True)
    charset = models.CharField(max_length=20, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    promised_checksum = models.CharField(max_length=64, blank=True)
    upload = models.CharField(max_length=255, blank=True)
    part_size = models.BigIntegerField(null=True)

    personal = models.BooleanField(default=False)
    unit = models.UUIDField(null=True)
    created_by_account = models.UUIDField(null=True)
    created_by_person = models.UUIDField(null=True)
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()

    ready_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_for = models.CharField(max_length=20, blank=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by_name = models.CharField(max_length=150, blank=True)
    purged_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)
    infection = models.CharField(max_length=120, blank=True)
    unscanned_for = models.CharField(max_length=20, blank=True)
    checked_at = models.DateTimeField(null=True)
    damaged_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("file")
        indexes = [
            models.Index(fields=["created_at"], name="file_unfinished", condition=models.Q(ready_at=None)),
            models.Index(
                fields=["deleted_at"],
                name="file_bin",
                condition=models.Q(deleted_at__isnull=False, purged_at=None),
            ),
            models.Index(
                fields=["ready_at"],
                name="file_uninspected",
                condition=models.Q(ready_at__isnull=False, purged_at=None, checksum=""),
            ),
            models.Index(fields=["checked_at"], name="file_checked"),
            models.Index(fields=["created_by_account", "-id"], name="file_creator"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key__startswith=Concat(models.F("owner_id"), models.Value("/"))),
                name="file_key_is_the_owners",
            ),
            models.CheckConstraint(
                condition=models.Q(key__regex=r"^(public|[0-9a-f-]{36})/[0-9]{4}/[0-9a-f-]{36}$"),
                name="file_key_form",
            ),
            models.CheckConstraint(
                condition=models.Q(id=Cast(Right("key", 36), models.UUIDField())), name="file_key_is_its_own"
            ),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="file_size_not_negative"),
            models.CheckConstraint(
                condition=models.Q(ready_at=None) | models.Q(refused_at=None), name="file_ready_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """`uploading`, `ready`, `refused`, `deleted` or `purged`."""
        if self.purged_at:
            return "purged"
        if self.deleted_at:
            return "deleted"
        if self.refused_at:
            return "refused"
        return "ready" if self.ready_at else "uploading"

    @property
    def is_ready(self) -> bool:
        """Whether the content is there, whole and not in the bin."""
        return self.state == "ready"

    @property
    def scan(self) -> str:
        """`clean`, `infected` or `unscanned`."""
        if self.infection:
            return "infected"
        return "clean" if self.scanned_at else "unscanned"

    def awaits_scan(self, now: datetime, *, scanner: bool) -> bool:
        """Whether the scanner should have the first look, and still may."""
        fresh = self.ready_at is not None and now - self.ready_at < SCAN_PATIENCE
        return scanner and fresh and self.scan == "unscanned" and not self.unscanned_for

    @property
    def type_word(self) -> str:
        """What people call such a file: "PDF", "Word document"."""
        return word_for(self.detected_type or self.declared_type)

    @property
    def may_be_shown(self) -> bool:
        """Whether a browser may show it in place: types on the list only, never what can carry a script."""
        return is_shown(self.detected_type)

    @property
    def served_type(self) -> str:
        """The media type that a browser is told: its own when it may be shown, else only bytes."""
        if not self.may_be_shown:
            return "application/octet-stream"
        return f"{self.detected_type}; charset={self.charset or 'utf-8'}" if self.charset else self.detected_type
